import type { types } from '@slack/bolt';
import {
  type Block,
  barText,
  type Card,
  cardText,
  type Field,
  isShortLine,
  type ListItem,
} from '../../../../chat/card.ts';
import { oneLine, visible } from '../../../../chat/safe-text.ts';
import { cut } from '../../../../values/cut.ts';
import { type RichText, richText } from './rich-text.ts';

/** More than this, as JSON, and with what comes around it Slack may refuse the message. */
const ROOM = 10_000;
/** So many characters have room also when each of them is escaped in JSON. */
const PLAIN = 6_000;

/** Status and blocks of a card as one rich text; undefined when it has none. */
export function renderBody(card: Card): types.RichTextBlock | undefined {
  const body = styled(card);
  if (body === undefined || JSON.stringify(body).length <= ROOM) return body;
  // Very many tiny parts: what tells them apart takes more room than they do, so that goes.
  const text = richText('text');
  text.line(cut(visible(cardText({ ...card, title: '', controls: [], footer: '' }).trim()), PLAIN));
  return text.build();
}

function styled(card: Card): types.RichTextBlock | undefined {
  const text = richText();
  if (card.status !== undefined) text.line(oneLine(card.status), 'bold');
  for (const block of card.blocks) {
    text.gap();
    renderBlock(text, block);
  }
  return text.build();
}

function renderBlock(text: RichText, block: Block): void {
  switch (block.type) {
    case 'text':
      text.line(block.text);
      return;
    case 'fields':
      for (const { label, value } of block.fields) {
        text.add(`${oneLine(label)}: `, 'bold');
        text.line(value);
      }
      return;
    case 'code':
      if (block.label !== undefined) text.line(oneLine(block.label), 'bold');
      text.code(block.text);
      return;
    case 'list':
      for (const item of block.items) text.line(`${MARKS[item.mark]} ${item.text}`);
      return;
    case 'said':
      text.line(oneLine(block.title), 'bold');
      for (const entry of block.entries) renderSaid(text, entry);
      return;
    case 'progress':
      text.add(`${oneLine(block.label)}: `, 'bold');
      text.line(block.text);
      if (block.shares !== undefined) text.line(barText(block.shares), 'code');
      return;
    case 'table':
      text.code(tableText([block.head, ...block.rows].map((row) => row.map(oneLine))));
  }
}

/** As code, so that where the words begin and end can be seen; on the label's line where they fit there. */
function renderSaid(text: RichText, { label, value }: Field): void {
  text.add(`${oneLine(label)}: `);
  if (isShortLine(value)) {
    text.line(value, 'code');
    return;
  }
  text.add('\n');
  text.code(value);
}

const MARKS: Record<ListItem['mark'], string> = {
  todo: '○',
  doing: '◐',
  done: '✓',
  failed: '✗',
  unknown: '?',
  skipped: '–',
  bullet: '•',
};

// A column that is wider does not push the others out of sight.
const WIDEST = 40;

/** Columns under each other, two spaces between them. */
function tableText(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.min(WIDEST, Math.max(0, ...rows.map((row) => row[column]?.length ?? 0))),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
