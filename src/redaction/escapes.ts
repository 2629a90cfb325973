import { decodeHTML } from 'entities';
import { replaced, textOf, type View, viewOf } from './view.ts';

const HEX = '[0-9a-fA-F]';
const PERCENT = `${bytesIn('%')}|%u${HEX}{4}`;
/** As C, JavaScript, Go, Python, Perl, JSON and shells write them; any other character stands for itself. */
const BACKSLASH = [
  bytesIn(String.raw`\\x`),
  String.raw`\\3[0-3][0-7]\\2[0-7]{2}|\\3[45][0-7](?:\\2[0-7]{2}){2}|\\36[0-7](?:\\2[0-7]{2}){3}|\\[0-3]?[0-7]{1,2}`,
  String.raw`\\[ux]\{${HEX}{1,10}\}|\\N\{U\+${HEX}{1,8}\}|\\o\{[0-7]{1,10}\}|\\u${HEX}{4}|\\U${HEX}{8}`,
  String.raw`\\[^\uffff]`,
].join('|');
const ENTITY = String.raw`&(?:#\d{1,12};?|#[xX]${HEX}{1,10};?|[a-zA-Z][a-zA-Z0-9]{1,31};)`;

interface Escaping {
  /** What every escape of the kind begins with. */
  readonly mark: string;
  readonly pattern: RegExp;
}

const EACH: readonly Escaping[] = [
  { mark: '%', pattern: new RegExp(PERCENT, 'g') },
  { mark: '\\', pattern: new RegExp(BACKSLASH, 'g') },
  { mark: '&', pattern: new RegExp(ENTITY, 'g') },
];
const ANY = new RegExp([PERCENT, BACKSLASH, ENTITY].join('|'), 'g');

/**
 * A text as it reads with its escapes taken away: `%2F`, `\n`, `\x2f`, `\057`, `\u002f`, `&sol;`, `&#47;`… All kinds at once, a second
 * time for what was escaped twice, and each kind alone, for secrets that contain marks of another.
 */
export function unescaped(view: View, text: string): readonly View[] {
  const kinds = EACH.filter(({ mark }) => text.includes(mark));
  if (kinds.length === 0) return [];
  const once = replaced(view, text, ANY, meaningOf);
  if (once === undefined) return [];
  const twice = replaced(once, textOf(once), ANY, meaningOf);
  const alone =
    kinds.length === 1 ? [] : kinds.map(({ pattern }) => replaced(view, text, pattern, meaningOf));
  return [once, twice, ...alone].filter((made) => made !== undefined);
}

/** A text with every escape in it taken away, once. */
export function unescapedText(text: string): string {
  const made = replaced(viewOf(text), text, ANY, meaningOf);
  return made === undefined ? text : textOf(made);
}

const GROUP = /[%\\]+[0-9a-fA-FuUxoN+{}]{0,16}|&#?[0-9a-zA-Z]{0,32}/g;
/** A later byte of a character of several, or an escape that is too short by now to tell. */
const CONTINUES = /^(?:%+(?:25)*(?:[89ab]|2?$)|\\+x?(?:[89ab]|$)|\\+2(?:[0-7]|$))/i;
/** Room for the longest entity, or for the bytes of one character escaped twice. */
const LOOK_BACK = 64;

/** Where an escape, or a character of several escaped bytes, begins at the end of a text that the next piece may finish. */
export function unfinishedEscape(text: string): number | undefined {
  const from = Math.max(0, text.length - LOOK_BACK);
  const groups = [...text.slice(from).matchAll(GROUP)];
  let index = groups.length - 1;
  let end = text.length - from;
  const last = groups[index];
  if (last === undefined || last.index + last[0].length !== end) return undefined;
  for (; index > 0; index -= 1) {
    const [group, above] = [groups[index], groups[index - 1]];
    if (group === undefined || above === undefined) break;
    end = group.index;
    const continues = CONTINUES.test(group[0]);
    if (!continues || above.index + above[0].length !== end) break;
  }
  return from + (groups[index]?.index ?? end);
}

/** Escapes of one character that stand for another. */
const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\x07',
  e: '\x1b',
};

function meaningOf(written: string): string {
  if (written.startsWith('&')) return entity(written);
  const bytes = [...written.matchAll(/(?:%|\\x)([0-9a-f]{2})|\\([0-7]{1,3})/gi)];
  if (bytes.length > 0) return characterOf(bytes.map(([, hex, octal]) => byteOf(hex, octal)));
  const octal = /^\\o\{([0-7]+)/.exec(written)?.[1];
  if (octal !== undefined) return pointOf(Number.parseInt(octal, 8));
  const code = /^(?:[\\%][ux]\{?|\\N\{U\+)([0-9a-f]+)/i.exec(written)?.[1];
  if (code === undefined) return SIMPLE[written.slice(1)] ?? written.slice(1);
  return pointOf(Number.parseInt(code, 16));
}

function pointOf(point: number): string {
  return point <= 0x10_ffff ? String.fromCodePoint(point) : '\ufffd';
}

function entity(written: string): string {
  const means = decodeHTML(written.endsWith(';') ? written : `${written};`);
  // An unknown name stands for itself.
  return means.length <= written.length ? means : written;
}

/** One character in escaped bytes of UTF-8, or one byte that is none: in pairs of digits behind the mark. */
function bytesIn(mark: string): string {
  const next = `${mark}[89abAB]${HEX}`;
  return [
    `${mark}[cdCD]${HEX}${next}`,
    `${mark}[eE]${HEX}(?:${next}){2}`,
    `${mark}[fF][0-7](?:${next}){3}`,
    `${mark}${HEX}{2}`,
  ].join('|');
}

function byteOf(hex: string | undefined, octal: string | undefined): number {
  return hex === undefined ? Number.parseInt(octal ?? '', 8) : Number.parseInt(hex, 16);
}

function characterOf(bytes: readonly number[]): string {
  return bytes.length === 1 ? String.fromCharCode(...bytes) : Buffer.from(bytes).toString('utf8').slice(0, 2);
}
