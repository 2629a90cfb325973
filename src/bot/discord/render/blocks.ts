import type { Block, ListItem } from '../../../chat/card.ts';
import { oneLine } from '../../../chat/safe-text.ts';
import { codeBlock, escapeText, escapeWithTimes } from '../escape.ts';
import { tableText } from './table.ts';

const MARKS: Record<ListItem['mark'], string> = {
  todo: '⬜',
  doing: '🔄',
  done: '✅',
  failed: '❌',
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
  }
}
