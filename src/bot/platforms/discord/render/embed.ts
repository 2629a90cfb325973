import type { APIEmbed } from 'discord.js';
import type { Card, Tone } from '../../../../chat/card.ts';
import { oneLine, visible } from '../../../../chat/safe-text.ts';
import { cut } from '../../../../values/cut.ts';
import { escapeText, escapeWithTimes } from '../escape.ts';
import { renderBlock } from './blocks.ts';

const COLOURS: Record<Tone, number> = {
  neutral: 0x80848e,
  progress: 0x5865f2,
  success: 0x248046,
  warning: 0xf0b132,
  danger: 0xda373c,
};

export const EMBED_LIMITS = { title: 256, description: 4096, footer: 2048, total: 6000 } as const;

/** The card as one embed, however long it becomes. @param notes said under the blocks */
export function renderEmbed(card: Card, notes: readonly string[]): APIEmbed {
  const title = escapeText(oneLine(card.title));
  const asTitle = title !== '' && title.length <= EMBED_LIMITS.title;
  const description = [
    ...(asTitle || title === '' ? [] : [`**${title}**`]),
    ...(card.status === undefined ? [] : [`**${escapeWithTimes(oneLine(card.status))}**`]),
    ...card.blocks.map(renderBlock),
    ...notes.map((note) => `*${escapeText(note)}*`),
  ].filter((part) => part !== '');
  return {
    color: COLOURS[card.tone],
    ...(asTitle ? { title } : {}),
    ...(description.length === 0 ? {} : { description: description.join('\n') }),
    // Markdown is not read here, so it must not be escaped either.
    ...(card.footer ? { footer: { text: cut(visible(card.footer), 1_000) } } : {}),
  };
}

/** Whether Discord takes it. */
export function embedFits({ title = '', description = '', footer }: APIEmbed): boolean {
  const small = footer?.text ?? '';
  return (
    title.length <= EMBED_LIMITS.title &&
    description.length <= EMBED_LIMITS.description &&
    small.length <= EMBED_LIMITS.footer &&
    title.length + description.length + small.length <= EMBED_LIMITS.total
  );
}
