import { unfinishedEscape } from './escapes.ts';
import { replaced, textOf, type View } from './view.ts';

/** RFC 2045, 6.7: bytes as `=3D`, and line ends that are none behind a `=`. The bytes of one character of UTF-8 belong together. */
const HEX = '[0-9a-fA-F]';
const NEXT = `=[89abAB]${HEX}`;
const BYTES = new RegExp(
  [`=[cdCD]${HEX}${NEXT}`, `=[eE]${HEX}(?:${NEXT}){2}`, `=[fF][0-7](?:${NEXT}){3}`, `=${HEX}{2}`].join('|'),
  'g',
);
/** They stand anywhere, also between the bytes of one character. */
const SOFT_ENDS = /=[ \t]{0,8}\r?\n/g;

/** A text with quoted-printable read; undefined when there is none in it. */
export function unquoted(view: View): View | undefined {
  const text = textOf(view);
  if (!text.includes('=')) return undefined;
  const joined = replaced(view, text, SOFT_ENDS, () => '');
  const read = joined === undefined ? text : textOf(joined);
  return replaced(joined ?? view, read, BYTES, meaningOf) ?? joined;
}

function meaningOf(written: string): string {
  const bytes = Buffer.from(written.replaceAll('=', ''), 'hex');
  return bytes.length === 1 ? String.fromCharCode(...bytes) : bytes.toString('utf8').slice(0, 2);
}

const SOFT_END = String.raw`(?:=(?:[ \t\r]|\\r){0,8}(?:\n|\\n))`;
/** As many bytes at the end as may be an escape in another writing; before them, the rest of a character that they cut. */
const UNFINISHED = new RegExp(
  [
    `(?:=[c-f][0-9a-f](?:${SOFT_END}?=[89ab][0-9a-f]){0,3})?`,
    `(?:${SOFT_END}?=[0-9a-f]{2}){0,12}`,
    String.raw`(?:${SOFT_END}?=(?:[0-9a-f]|(?:[ \t\r]|\\r|\\){0,8})?|${SOFT_END})?$`,
  ].join(''),
  'i',
);
/** Room for what {@link UNFINISHED} takes. */
const LOOK_BACK = 128;

/** Where such writing, or another escape that soft line ends cut, begins at the end of a text that the next piece may finish. */
export function unfinishedQuoted(text: string): number | undefined {
  if (!text.includes('=')) return undefined;
  const from = Math.max(0, text.length - LOOK_BACK);
  const tail = text.slice(from);
  const found = UNFINISHED.exec(tail);
  const begun = [found === null || found[0] === '' ? undefined : found.index, cutEscape(tail)];
  const first = Math.min(...begun.map((one) => one ?? tail.length));
  return first === tail.length ? undefined : from + first;
}

const EVERY_SOFT_END = new RegExp(SOFT_END, 'g');

/** Where an escape begins that is unfinished once the soft line ends in it are taken away. */
function cutEscape(tail: string): number | undefined {
  const places: number[] = [];
  let joined = '';
  let done = 0;
  for (const { index, 0: end } of [...tail.matchAll(EVERY_SOFT_END), { index: tail.length, 0: '' }]) {
    for (let at = done; at < index; at += 1) places.push(at);
    joined += tail.slice(done, index);
    done = index + end.length;
  }
  const begun = joined.length === tail.length ? undefined : unfinishedEscape(joined);
  return begun === undefined ? undefined : places[begun];
}
