import { setImmediate as turn } from 'node:timers/promises';
import type { Json } from '../canonical.ts';
import { unfinishedSequence } from '../terminal/sequence.ts';
import { jsonText } from '../values/json.ts';
import { isNumeric, type Numeric, numberText } from '../values/number.ts';
import { documentIn } from '../values/printed-json.ts';
import { unfinishedEscape } from './escapes.ts';
import { formsOf } from './forms.ts';
import { unfinishedQuoted } from './quoted-printable.ts';
import { unfinishedHexMark } from './readings.ts';
import { createSearch, type Found } from './search.ts';
import { SEPARATOR } from './view.ts';

/** Characters that are looked through before others get their turn: some milliseconds. */
const SLICE = 16 * 1024;
/** What may be the beginning of a secret is held back up to here, and longer where a secret is. */
const HELD = 16 * 1024;
/** How much longer than itself a secret may be printed: escaped, wrapped, with what nobody sees in between. */
const STRETCH = 16;
/** Zeros that an exponent stands for, as far as they are written out: no secret ends in more. */
const MOST_ZEROS = 40;

/** A value that must not be stored or shown, and what stands in its place. */
export interface KnownSecret {
  readonly value: string;
  readonly shown: string;
}

/**
 * Takes secrets out of text, in whichever form they were printed: all places are found in the original text, those that overlap
 * are one. Also the first characters of a secret at the very end, since the text may have been cut there.
 */
export interface Redactor {
  /** As many characters as a secret may take in print: who leaves out a part of a text leaves out so many behind it, too. */
  readonly reach: number;
  /** For short texts. */
  text(text: string): string;
  /** For whatever a step gives back: texts, keys and numbers. Others get their turn in between. */
  json(value: Json): Promise<Json>;
  /** For text that comes in pieces: a secret that is cut in two is still found. */
  stream(): RedactingStream;
}

export interface RedactingStream {
  /** @returns what is certain by now; what may be the beginning of a secret is held back. Others get their turn in between. */
  push(text: string): Promise<string>;
  /** What is held back, as if nothing came behind it. */
  held(): string;
  /** @returns what was held back. Whoever drops it drops the beginning of a secret whose rest is left out. */
  end(): string;
}

export function createRedactor(secrets: readonly KnownSecret[]): Redactor {
  const forms = formsOf(secrets.map(({ value }) => value));
  const search = createSearch(forms);
  const longest = [forms.exact, forms.tight, forms.loose]
    .flat()
    .reduce((length, { text }) => Math.max(length, text.length), 0);
  const most = Math.max(HELD, longest * STRETCH);
  const shownAs = (index: number): string => secrets[index]?.shown ?? '';

  /** @returns the text up to a place, and how much of it is done. */
  function clean(text: string, last: boolean): { readonly shown: string; readonly done: number } {
    const whole = last ? text.length : wholeUntil(text);
    const part = whole === text.length ? text : text.slice(0, whole);
    const found = search(part, last);
    const held = Math.min(found.open, part.length);
    return write(part, found, Math.max(held, text.length - most), held < text.length - most);
  }

  /** @param forced whether what overlaps the end is written, too: too much was held back already. */
  function write(text: string, { end, secret }: Found, until: number, forced: boolean) {
    let shown = '';
    let done = 0;
    for (let at = 0; at < until; at += 1) {
      if (end[at] === 0) continue;
      let to = end[at] as number;
      for (let inside = at + 1; inside < to; inside += 1) to = Math.max(to, end[inside] as number);
      if (to > until && !forced) return { shown: shown + text.slice(done, at), done: at };
      let from = at;
      // Half an escape would be left before it.
      while (from > done && text[from - 1] === '\\') from -= 1;
      shown += text.slice(done, from) + shownAs(secret[at] as number);
      done = to;
      at = to - 1;
    }
    const rest = Math.max(done, until);
    return { shown: shown + text.slice(done, rest), done: rest };
  }

  function stream(): RedactingStream {
    let held = '';
    const heldNow = (): string => (held === '' ? '' : clean(held, true).shown);
    return {
      async push(text) {
        if (longest === 0) return text;
        let shown = '';
        for (let at = 0; at < text.length; at += SLICE) {
          if (at > 0) await turn();
          const window = held + text.slice(at, at + SLICE);
          const part = clean(window, false);
          shown += part.shown;
          held = window.slice(part.done);
        }
        return shown;
      },
      held: heldNow,
      end() {
        const rest = heldNow();
        held = '';
        return rest;
      },
    };
  }

  /** Texts that are looked through one after the other: no secret is in two of them. */
  async function cleaned(texts: readonly string[]): Promise<string[]> {
    const one = stream();
    return ((await one.push(texts.join(SEPARATOR))) + one.end()).split(SEPARATOR);
  }

  const redactor: Redactor = {
    reach: most,
    text: (text) => (longest === 0 || text === '' ? text : clean(text, true).shown),
    async json(value) {
      if (longest === 0) return value;
      const texts: string[] = [];
      collect(value, texts);
      const shown = await cleaned(texts);
      for (const [at, text] of texts.entries()) shown[at] = await stillJson(text, shown[at] ?? '');
      return rebuilt(value, shown.values());
    },
    stream,
  };
  return redactor;

  /** Where a secret was a number in printed JSON, a text stands in its place: what was JSON is read as JSON again. */
  async function stillJson(text: string, shown: string): Promise<string> {
    if (shown === text || !/[[{]/.test(text)) return shown;
    const found = documentIn(text);
    if (found === undefined || documentIn(shown) !== undefined) return shown;
    // A secret that is JSON itself, or goes beyond one text or number, is in none of the values: it would come back.
    const apart = await cleaned([found.before, ...valuesApart(text.slice(found.before.length))]);
    if (apart.join('') !== shown) return shown;
    return redactor.text(found.before) + jsonText(await redactor.json(found.value));
  }
}

/** JSON text, cut around what stands between quotes, and around numbers. */
function valuesApart(json: string): readonly string[] {
  const values = /"([^"\\]*(?:\\.[^"\\]*)*)"|-?\d[\d.eE+-]*/gs;
  const apart = (value: string): string => SEPARATOR + value + SEPARATOR;
  return json
    .replace(values, (value, text?: string) => (text === undefined ? apart(value) : `"${apart(text)}"`))
    .split(SEPARATOR);
}

/** Where something begins at the end of a text whose meaning depends on what comes next: one may hide in another. */
function wholeUntil(text: string): number {
  let end = text.length;
  for (let times = 0; times < 8; times += 1) {
    const part = text.slice(0, end);
    const ends = [
      unfinishedSequence(part),
      unfinishedEscape(part),
      unfinishedQuoted(part),
      unfinishedHexMark(part),
    ];
    const before = Math.min(...ends.map((found) => found ?? end));
    if (before === end) break;
    end = before;
  }
  return end;
}

/** Every text in a value, in the order in which `rebuilt` asks for them. */
function collect(value: Json, into: string[]): void {
  if (typeof value === 'string') into.push(value.replaceAll(SEPARATOR, '\ufffd'));
  else if (isNumeric(value)) into.push(...readingsOf(value));
  else if (Array.isArray(value)) for (const item of value as readonly Json[]) collect(item, into);
  else if (value !== null && typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) {
      collect(key, into);
      collect(item as Json, into);
    }
  }
}

/** A number as it is written, and its digits without point and exponent: `1.234e5` says 123400. */
function readingsOf(value: Numeric): readonly string[] {
  const text = numberText(value);
  const [mantissa = '', exponent = '0'] = text.split(/e/i);
  if (!/[.e]/i.test(text)) return [text];
  const [whole = '', fraction = ''] = mantissa.split('.');
  const zeros = Math.min(Math.max(0, Number(exponent) - fraction.length), MOST_ZEROS);
  return [text, `${whole}${fraction}${'0'.repeat(zeros)}`];
}

/** A number that held a secret becomes a text; keys that were told apart by secrets alone are numbered. */
function rebuilt(value: Json, texts: Iterator<string>): Json {
  const next = (): string => String(texts.next().value);
  if (typeof value === 'string') return next();
  if (isNumeric(value)) {
    const changed = readingsOf(value).flatMap((reading) => {
      const shown = next();
      return shown === reading ? [] : [shown];
    });
    return changed[0] ?? value;
  }
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => rebuilt(item, texts));
  if (value === null || typeof value !== 'object') return value;
  const made = new Map<string, Json>();
  for (const item of Object.values(value)) {
    const key = next();
    made.set(made.has(key) ? `${key} ${made.size + 1}` : key, rebuilt(item as Json, texts));
  }
  return Object.fromEntries(made);
}
