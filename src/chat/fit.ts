import { type Block, type Card, cardText } from './card.ts';
import type { PlatformLimits } from './port.ts';

export interface Fitted {
  readonly card: Card;
  /** The whole card as text when something had to be cut; belongs into the thread as a file. */
  readonly overflow: string | undefined;
}

const NOTES = {
  channel: 'Shortened to fit. The full text is in the thread.',
  // Not every platform has threads under what one person sees: where its file goes, the platform says.
  quiet: 'Shortened to fit. The full text comes as a file.',
} as const;
const ELLIPSIS = '…';
// A title, a status and a footer may each take this share of the card; the rest belongs to the blocks.
const LINE_LIMIT = 250;

/**
 * Cuts a card to what a platform takes: first long blocks, then whole blocks from the end. Controls are never
 * dropped silently: those beyond the limit are named in the note. What was cut comes back as `overflow`.
 * @param seenBy everybody in the channel, or one person
 */
export function fitCard(card: Card, limits: PlatformLimits, seenBy: keyof typeof NOTES = 'channel'): Fitted {
  const frame: Card = {
    ...card,
    title: cut(card.title, limits.title),
    ...(card.status === undefined ? {} : { status: cut(card.status, LINE_LIMIT) }),
    ...(card.footer === undefined ? {} : { footer: cut(card.footer, LINE_LIMIT) }),
    controls: card.controls.slice(0, limits.controls),
  };
  const missing = card.controls.slice(limits.controls).map((control) => control.label);
  const framed = frame.title === card.title && frame.status === card.status && frame.footer === card.footer;
  if (framed && missing.length === 0 && cardText(frame).length <= limits.cardText) {
    return { card: frame, overflow: undefined };
  }
  const note =
    missing.length === 0
      ? NOTES[seenBy]
      : `${NOTES[seenBy]} No room here for: ${cut(missing.join(', '), 200)}.`;
  return { card: shorten(frame, note, limits.cardText), overflow: cardText(card) };
}

/** At most `limit` UTF-16 units, never splitting a character; a cut shows as an ellipsis. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${whole(text.slice(0, Math.max(0, limit - ELLIPSIS.length)))}${ELLIPSIS}`;
}

function shorten(frame: Card, note: string, limit: number): Card {
  const noteBlock: Block = { type: 'text', text: note };
  const bare: Card = { ...frame, blocks: [noteBlock] };
  let room = limit - cardText(bare).length;
  const blocks: Block[] = [];
  for (const block of frame.blocks) {
    const size = sizeOf(block);
    if (size <= room) {
      blocks.push(block);
      room -= size;
      continue;
    }
    const shorter = shortenBlock(block, room);
    if (shorter !== undefined) blocks.push(shorter);
    break;
  }
  return { ...frame, blocks: [...blocks, noteBlock] };
}

/** Characters that a block adds to the card's text, its line break included. */
function sizeOf(block: Block): number {
  const empty: Card = { title: '', tone: 'neutral', blocks: [], controls: [] };
  return cardText({ ...empty, blocks: [block] }).length - cardText(empty).length;
}

function shortenBlock(block: Block, room: number): Block | undefined {
  switch (block.type) {
    case 'text': {
      return room < 20 ? undefined : { ...block, text: cut(block.text, room - 1) };
    }
    case 'code': {
      // The end of a program's output says how it went, so the beginning goes.
      const space = room - (block.label === undefined ? 1 : block.label.length + 3);
      return space < 20 ? undefined : { ...block, text: cutStart(block.text, space) };
    }
    case 'fields':
      return trimmed(block.fields, (fields) => ({ ...block, fields }), room);
    case 'list':
      return trimmed(block.items, (items) => ({ ...block, items }), room);
    case 'table':
      return trimmed(block.rows, (rows) => ({ ...block, rows }), room);
  }
}

function trimmed<T>(
  items: readonly T[],
  build: (items: readonly T[]) => Block,
  room: number,
): Block | undefined {
  let count = 0;
  while (count < items.length && sizeOf(build(items.slice(0, count + 1))) <= room) count += 1;
  return count === 0 ? undefined : build(items.slice(0, count));
}

function cutStart(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const tail = text.slice(text.length - limit + ELLIPSIS.length);
  // The second half of a split character would be garbage.
  return `${ELLIPSIS}${/^[\udc00-\udfff]/.test(tail) ? tail.slice(1) : tail}`;
}

function whole(text: string): string {
  return /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text;
}
