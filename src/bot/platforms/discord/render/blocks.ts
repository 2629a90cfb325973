import {
  type Block,
  barText,
  type Field,
  isShortLine,
  type ListItem,
  type ProgressBlock,
} from '../../../../chat/card.ts';
import { oneLine, visible } from '../../../../chat/safe-text.ts';
import { codeBlock, escapeText, escapeWithTimes } from '../escape.ts';
import { tableText } from './table.ts';

const MARKS: Record<ListItem['mark'], string> = {
  todo: '⬜',
  doing: '🔄',
  done: '✅',
  failed: '❌',
  unknown: '❓',
  skipped: '➖',
  bullet: '•',
};

/** A block as Discord's Markdown. */
export function renderBlock(block: Block): string {
  switch (block.type) {
    case 'text':
      return escapeWithTimes(block.text);
    case 'fields':
      return block.fields
        .map(({ label, value }) => `**${escapeText(oneLine(label))}:** ${escapeWithTimes(value)}`)
        .join('\n');
    case 'code': {
      const code = codeBlock(block.text);
      return block.label === undefined ? code : `**${escapeText(oneLine(block.label))}**\n${code}`;
    }
    case 'list':
      return block.items.map(({ mark, text }) => `${MARKS[mark]} ${escapeWithTimes(text)}`).join('\n');
    case 'table':
      return codeBlock(tableText(block.head, block.rows));
    case 'progress':
      return progress(block);
    case 'said':
      return [`**${escapeText(oneLine(block.title))}**`, ...block.entries.map(saidEntry)].join('\n');
  }
}

function progress({ label, text, shares }: ProgressBlock): string {
  const line = `**${escapeText(oneLine(label))}:** ${escapeWithTimes(text)}`;
  return shares === undefined ? line : `${line}\n\`${barText(shares)}\``;
}

/** Inside code nothing is markup, no address becomes a link, and where the words begin and end can be seen. */
function saidEntry({ label, value }: Field): string {
  const name = escapeText(oneLine(label));
  return isShortLine(value) ? `${name}: \`${visible(value)}\`` : `${name}:\n${codeBlock(value)}`;
}
