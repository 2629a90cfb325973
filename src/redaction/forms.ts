import type { Pattern } from './automaton.ts';
import { unescapedText } from './escapes.ts';
import { loose, tight } from './readings.ts';
import { SEPARATOR, textOf, type View, viewOf } from './view.ts';

/** Shorter values would blot out ordinary text; such secrets protect nothing anyway. */
const SHORTEST = 4;
/** What is left of a secret without blanks and quotes, or of its base64, is not ordinary text from here on. */
const SHORTEST_READ = 6;
/** A line of a secret of several lines. */
const SHORTEST_LINE = 8;

/** What is looked for, by the reading of the text in which it is. */
export interface Forms {
  /** In the text as it is seen: what is too short without its blanks and quotes. */
  readonly exact: readonly Pattern[];
  readonly tight: readonly Pattern[];
  readonly loose: readonly Pattern[];
}

/** The forms in which programs print secrets, whole or line by line. */
export function formsOf(secrets: readonly string[]): Forms {
  const exact: Pattern[] = [];
  const tightened: Pattern[] = [];
  const loosened: Pattern[] = [];
  for (const [secret, value] of secrets.entries()) {
    for (const text of partsOf(value)) {
      for (const written of spellings(text)) {
        const short = read(tight, written);
        if (short.length >= SHORTEST_READ) tightened.push({ text: short, secret });
        else if (written.length >= SHORTEST) exact.push({ text: written, secret });
      }
      for (const written of encodings(text)) {
        const letters = read(loose, written);
        if (letters.length >= SHORTEST_READ) loosened.push({ text: letters, secret });
      }
    }
  }
  return { exact, tight: tightened, loose: loosened };
}

function partsOf(value: string): readonly string[] {
  const clean = value.toWellFormed().replaceAll(SEPARATOR, '\ufffd');
  const lines = clean.split(/\r?\n/).map((line) => line.trim());
  const whole = clean.length < SHORTEST ? [] : [clean];
  return lines.length === 1 ? whole : [...whole, ...lines.filter((line) => line.length >= SHORTEST_LINE)];
}

/** In both forms of Unicode; and as it reads where a text's escapes are taken away, since its own are taken away with them. */
function spellings(text: string): ReadonlySet<string> {
  const plain = [text, text.normalize('NFC'), text.normalize('NFD')];
  const once = plain.map(unescapedText);
  return new Set([...plain, ...once, ...once.map(unescapedText)]);
}

function encodings(text: string): readonly string[] {
  return [...new Set([text, JSON.stringify(text).slice(1, -1)])].flatMap((inner) => [
    Buffer.from(inner).toString('hex'),
    ...insideBase64(inner),
  ]);
}

/**
 * Base64 of a text that stands inside a longer one (`user:password`): three alignments, each without the characters at its
 * ends that depend on the neighbours.
 */
function insideBase64(text: string): readonly string[] {
  return [0, 1, 2].map((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
    const from = Math.ceil((offset * 8) / 6);
    const to = Math.floor((bytes.length * 8) / 6);
    return bytes.toString('base64url').slice(from, to).replaceAll(/[-_]/g, '');
  });
}

function read(reading: (view: View) => View, text: string): string {
  return textOf(reading(viewOf(text)));
}
