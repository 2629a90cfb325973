import { readMarkdown } from '../../discord/markdown.ts';
import type { FakeMessage } from '../../discord/state.ts';
import { show } from '../../slack/shown.ts';
import type { Message } from '../../slack/state.ts';

/** A card as people see it, in the same words for what each platform shows in its own way. */
export interface ShownCard {
  readonly title: string;
  /** What its colour, or its sign, says. */
  readonly tone: string;
  /** The state, and one line for each field, item of a list and line of output. */
  readonly lines: readonly string[];
  readonly buttons: readonly string[];
  readonly footer: string;
}

const COLOURS: ReadonlyMap<number, string> = new Map([
  [0x80848e, 'neutral'],
  [0x5865f2, 'progress'],
  [0x248046, 'success'],
  [0xf0b132, 'warning'],
  [0xda373c, 'danger'],
]);
const SIGNS = { '⏳': 'progress', '✅': 'success', '⚠️': 'warning', '🛑': 'danger' } as const;
const MARKS = {
  todo: ['⬜', '○'],
  doing: ['🔄', '◐'],
  done: ['✅', '✓'],
  failed: ['❌', '✗'],
  skipped: ['➖', '–'],
} as const;
const JOINER = '\u2060';

export function onDiscord({ body: { embeds = [], components = [] } }: FakeMessage): ShownCard {
  const [embed] = embeds;
  const read = (text = ''): string => readMarkdown(text).text.replaceAll(JOINER, '');
  return {
    title: read(embed?.title),
    tone: COLOURS.get(embed?.color ?? 0) ?? 'of no known colour',
    // Behind a time the client says how far away it is.
    lines: linesOf(read(embed?.description).replaceAll('UTC ()', 'UTC')),
    buttons: components.flatMap((row) => row.components).map(({ label = '' }) => label),
    footer: embed?.footer?.text.replaceAll(JOINER, '') ?? '',
  };
}

export function onSlack({ blocks }: Message): ShownCard {
  const part = (type: string) =>
    show(
      '',
      blocks.filter((block) => block.type === type),
    );
  const header = part('header').text;
  const [sign, tone] = Object.entries(SIGNS).find(([one]) => header.startsWith(one)) ?? ['', 'neutral'];
  return {
    title: header.slice(sign.length).trim(),
    tone,
    // The client of Discord says by itself how far away a time is.
    lines: linesOf(part('rich_text').text.replaceAll(/ UTC \((?:in [^)]*|[^)]* ago)\)/g, ' UTC')),
    buttons: part('actions').controls.map(({ label }) => label),
    footer: part('context').text,
  };
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => withCells(withMark(line.trim())))
    .filter((line) => line !== '');
}

/** Where there is room the columns of a table stand under each other, otherwise between bars. */
function withCells(line: string): string {
  return line.replace(/^\| /, '').replaceAll(/ \| | {2,}/g, ' | ');
}

function withMark(line: string): string {
  for (const [mark, signs] of Object.entries(MARKS)) {
    const sign = signs.find((one) => line.startsWith(`${one} `));
    if (sign !== undefined) return `(${mark})${line.slice(sign.length)}`;
  }
  return line;
}
