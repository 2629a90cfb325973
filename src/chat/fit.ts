import { cut, lastOf } from '../values/cut.ts';
import { type Block, type Card, type Control, cardText, type Field } from './card.ts';
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
  // A page of somebody's own, or a card in the place of another: no file can go with it.
  bare: 'Shortened to fit.',
} as const;
const ELLIPSIS = '…';
// A title, a status and a footer may each take this share of the card; the rest belongs to the blocks.
const LINE_LIMIT = 250;
/** Of the label of a block that has to be shortened. */
const LABEL_LIMIT = 120;

/** So much of one thing that a person said stands on a card: enough to understand it, too little to hide the rest. */
const SAID = { characters: 400, lines: 8 } as const;

/**
 * Cuts a card to what a platform takes: first what people said, each to its bound, then long blocks, then whole blocks
 * from the end; essential blocks share what room there is before all others. Controls are never dropped silently: those
 * beyond the limit are named in the note. What was cut comes back as `overflow`, and controls that need the whole card
 * to be seen give way to what they are when it is not.
 * @param seenBy everybody in the channel, or one person; `bare` where one person sees it and no file goes with it
 */
export function fitCard(whole: Card, limits: PlatformLimits, seenBy: keyof typeof NOTES = 'channel'): Fitted {
  // What is folded is never why something is shortened: whoever asks for the details has it.
  const isRoomy = limits.folds === true && cardText(whole).length <= limits.cardText;
  const card = isRoomy ? whole : withoutFolds(whole);
  const frame: Card = {
    ...card,
    title: cut(card.title, limits.title),
    ...(card.status === undefined ? {} : { status: cut(card.status, LINE_LIMIT) }),
    ...(card.footer === undefined ? {} : { footer: cut(card.footer, LINE_LIMIT) }),
    blocks: card.blocks.map(boundSaid),
    controls: card.controls.slice(0, limits.controls),
  };
  const missing = card.controls.slice(limits.controls).map((control) => control.label);
  const text = cardText({ ...card, controls: frame.controls });
  if (missing.length === 0 && cardText(frame) === text && text.length <= limits.cardText) {
    return { card, overflow: undefined };
  }
  const note =
    missing.length === 0
      ? NOTES[seenBy]
      : `${NOTES[seenBy]} No room here for: ${cut(missing.join(', '), 200)}.`;
  const shown: Card = { ...frame, controls: frame.controls.map(asShortened) };
  return { card: shorten(shown, note, limits.cardText), overflow: cardText(whole) };
}

/** Longer, and what is folded away would hide what is not. */
const FOLD_LIMIT = 80;

/** What waits for a second look is named at the end, and shown to whoever asks for the details. */
function withoutFolds(card: Card): Card {
  const folds = card.blocks.flatMap(({ fold }) => (fold === undefined ? [] : [cut(fold, FOLD_LIMIT)]));
  if (folds.length === 0) return card;
  const named: Block = { type: 'text', text: `Details shows more: ${folds.join('; ')}.` };
  return { ...card, blocks: [...card.blocks.filter(({ fold }) => fold === undefined), named] };
}

/** What a control is on a card that could not be shown whole. */
function asShortened(control: Control): Control {
  if (control.type !== 'button' || control.whenShortened === undefined) return control;
  const { whenShortened, opensForm: _never, ...rest } = control;
  return { ...rest, ...whenShortened, style: 'default' };
}

function boundSaid(block: Block): Block {
  if (block.type !== 'said') return block;
  const entries = block.entries.map(({ label, value }) => {
    const lines = value.split('\n');
    const few = lines.length <= SAID.lines ? value : `${lines.slice(0, SAID.lines).join('\n')}${ELLIPSIS}`;
    return { label, value: cut(few, SAID.characters) };
  });
  return { ...block, entries };
}

/**
 * Labels of things to choose from, each within `limit`. Those that begin alike are cut in their middle, and numbered where that
 * does not tell them apart either: nobody chooses one for another.
 */
export function labelsWithin(labels: readonly string[], limit: number): readonly string[] {
  const short = labels.map((label) => cut(label, limit));
  const shared = twins(short);
  const distinct = short.map((label, index) =>
    shared.has(label) ? cutMiddle(labels[index] ?? '', limit) : label,
  );
  const stillShared = twins(distinct);
  return distinct.map((label, index) => {
    if (!stillShared.has(label)) return label;
    const number = `${index + 1}. `;
    return `${number}${cut(label, limit - number.length)}`;
  });
}

/** Those that stand there more than once. */
function twins(labels: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(labels.filter((label) => seen.size === seen.add(label).size));
}

function shorten(frame: Card, note: string, limit: number): Card {
  const noteBlock: Block = { type: 'text', text: note };
  const room = limit - cardText({ ...frame, blocks: [noteBlock] }).length;
  const kept = essentialBlocks(frame.blocks, room);
  let left = room - [...kept.values()].reduce((sum, block) => sum + sizeOf(block), 0);
  const blocks: Block[] = [];
  let full = false;
  for (const block of frame.blocks) {
    const own: Block | undefined =
      block.essential === true ? kept.get(block) : full ? undefined : fitting(block, left);
    if (block.essential !== true) {
      left -= own === undefined ? 0 : sizeOf(own);
      // What follows something that was cut would look as if it followed it at once.
      full ||= own !== block;
    }
    if (own !== undefined) blocks.push(own);
  }
  return { ...frame, blocks: [...blocks, noteBlock] };
}

function fitting(block: Block, room: number): Block | undefined {
  return sizeOf(block) <= room ? block : shortenBlock(block, room);
}

/** The essential blocks, each as long as it can be while all of them have their part of the room. */
function essentialBlocks(blocks: readonly Block[], room: number): ReadonlyMap<Block, Block> {
  const essential = blocks.filter((block) => block.essential === true);
  const rooms = shares(essential.map(sizeOf), room);
  const kept = new Map<Block, Block>();
  for (const [index, block] of essential.entries()) {
    const own = rooms[index] ?? 0;
    const shown = sizeOf(block) <= own ? block : shortenEssential(block, own);
    if (shown !== undefined) kept.set(block, shown);
  }
  return kept;
}

/** Parts of `room` for what wants so much each: who wants little gets all of it, the others share the rest evenly. */
function shares(wanted: readonly number[], room: number): readonly number[] {
  const rooms = wanted.map(() => 0);
  let left = Math.max(0, room);
  const order = [...wanted.keys()].toSorted((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  for (const [done, index] of order.entries()) {
    const own = Math.min(wanted[index] ?? 0, Math.floor(left / (order.length - done)));
    rooms[index] = own;
    left -= own;
  }
  return rooms;
}

/** Every item of an essential block stays in sight, the long ones shortened in their middle. */
function shortenEssential(block: Block, room: number): Block | undefined {
  switch (block.type) {
    case 'code': {
      const { labelled, space } = labelWithin(block, room);
      if (space < 4) return undefined;
      const lines = block.text.split('\n');
      const rooms = shares(
        lines.map((line) => line.length + 1),
        space,
      );
      // A long argument must not hide those behind it.
      const shown = lines.map((line, index) => cutMiddle(line, (rooms[index] ?? 0) - 1));
      return { ...labelled, text: cut(shown.join('\n'), space) };
    }
    case 'fields': {
      const rooms = shares(block.fields.map(lengthOfField), room);
      const fields = block.fields.map((field, index) => cutField(field, rooms[index] ?? 0));
      return trimmed(fields, (some) => ({ ...block, fields: some }), room);
    }
    case 'list': {
      const rooms = shares(
        block.items.map(({ text }) => text.length + 3),
        room,
      );
      const items = block.items.map((item, index) => ({
        ...item,
        text: cutMiddle(item.text, (rooms[index] ?? 0) - 3),
      }));
      return trimmed(items, (some) => ({ ...block, items: some }), room);
    }
    default:
      return shortenBlock(block, room);
  }
}

function lengthOfField({ label, value }: Field): number {
  return label.length + value.length + 3;
}

function cutField({ label, value }: Field, room: number): Field {
  return { label, value: cutMiddle(value, room - label.length - 3) };
}

type Code = Extract<Block, { readonly type: 'code' }>;

/**
 * A block whose label leaves room for what stands under it: a step without a title of its own is called what it does, with all
 * that people gave. @returns `space`: what is left for the text, its line break included
 */
function labelWithin(block: Code, room: number): { readonly labelled: Code; readonly space: number } {
  if (block.label === undefined) return { labelled: block, space: room - 1 };
  const label = cutMiddle(block.label, Math.max(1, Math.min(LABEL_LIMIT, Math.floor(room / 3))));
  return { labelled: { ...block, label }, space: room - label.length - 3 };
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
      const { labelled, space } = labelWithin(block, room);
      return space < 20 ? undefined : { ...labelled, text: cutStart(block.text, space) };
    }
    case 'fields':
      return trimmed(block.fields, (fields) => ({ ...block, fields }), room);
    case 'list':
      return trimmed(block.items, (items) => ({ ...block, items }), room);
    case 'progress': {
      // The words say more than the bar.
      const { shares: _bar, ...worded } = block;
      const space = room - sizeOf({ ...worded, text: '' });
      return space < 20 ? undefined : { ...worded, text: cut(block.text, space) };
    }
    case 'table':
      return trimmed(block.rows, (rows) => ({ ...block, rows }), room);
    case 'said':
      return trimmed(block.entries, (entries) => ({ ...block, entries }), room);
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

function cutMiddle(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const half = Math.floor((limit - ELLIPSIS.length) / 2);
  return half < 8 ? cut(text, limit) : `${cut(text, half + ELLIPSIS.length)}${lastOf(text, half)}`;
}

function cutStart(text: string, limit: number): string {
  return text.length <= limit ? text : `${ELLIPSIS}${lastOf(text, limit - ELLIPSIS.length)}`;
}
