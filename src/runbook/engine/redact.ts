import type { Json } from '../../canonical.ts';

/** Shorter values would blot out ordinary text; such secrets protect nothing anyway. */
const SHORTEST = 4;

/** Takes secrets out of whatever a step gives back, before it is stored, shown or compared. */
export interface Redactor {
  /** From now on this value, also encoded, is replaced by its name. */
  add(name: string, value: string): void;
  text(text: string): string;
  json(value: Json): Json;
  /** For text that comes in pieces: a secret that is cut in two is still found. */
  stream(): RedactingStream;
}

export interface RedactingStream {
  /** @returns what is certain by now; what may be the beginning of a secret is held back. */
  push(text: string): string;
  end(): string;
}

interface Pattern {
  readonly text: string;
  readonly shown: string;
}

export function createRedactor(): Redactor {
  // Longest first, so that a secret that begins with another one is found whole.
  let patterns: readonly Pattern[] = [];

  const redactor: Redactor = {
    add(name, value) {
      const known = new Map(patterns.map((pattern) => [pattern.text, pattern]));
      for (const text of writings(value)) known.set(text, { text, shown: `[secret ${name}]` });
      patterns = [...known.values()].toSorted((a, b) => b.text.length - a.text.length);
    },
    text(text) {
      const { done, held } = scan(text, patterns);
      return done + (held === '' ? '' : replaceWhole(held, patterns));
    },
    json(value) {
      if (typeof value === 'string') return redactor.text(value);
      if (Array.isArray(value)) return (value as readonly Json[]).map((item) => redactor.json(item));
      if (value === null || typeof value !== 'object') return value;
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [redactor.text(key), redactor.json(item as Json)]),
      );
    },
    stream() {
      let rest = '';
      return {
        push(text) {
          if (patterns.length === 0) return text;
          const { done, held } = scan(rest + text, patterns);
          rest = held;
          return done;
        },
        end() {
          const last = replaceWhole(rest, patterns);
          rest = '';
          return last;
        },
      };
    },
  };
  return redactor;
}

/** The forms in which programs print a secret: as it is, line by line, in JSON, in a URL, in base64, in hexadecimal. */
function writings(value: string): string[] {
  const lines = value.split(/\r?\n/).map((line) => line.trim());
  return [value, ...lines]
    .flatMap((text) => [
      text,
      JSON.stringify(text).slice(1, -1),
      encodeURIComponent(text.toWellFormed()),
      encodeURIComponent(text.toWellFormed()).replaceAll('%20', '+'),
      Buffer.from(text).toString('hex'),
      ...insideBase64(text),
    ])
    .filter((text) => text.length >= SHORTEST);
}

/**
 * Base64 of a text that stands inside a longer one (`user:password`): three alignments, each without the
 * characters at its ends that depend on the neighbours.
 */
function insideBase64(text: string): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
    const from = Math.ceil((offset * 8) / 6);
    const to = Math.floor((bytes.length * 8) / 6);
    const inner = bytes.toString('base64').slice(from, to);
    return inner.length < 8 ? [] : [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** Replaces secrets up to the point from which a longer one may still be under way. */
function scan(text: string, patterns: readonly Pattern[]): { done: string; held: string } {
  let done = '';
  let from = 0;
  for (;;) {
    const open = openEnd(text, from, patterns);
    const match = firstMatch(text, from, patterns);
    if (match === undefined || match.at >= open) {
      return { done: done + text.slice(from, open), held: text.slice(open) };
    }
    done += text.slice(from, match.at) + match.pattern.shown;
    from = match.at + match.pattern.text.length;
  }
}

function replaceWhole(text: string, patterns: readonly Pattern[]): string {
  let done = '';
  let from = 0;
  for (let match = firstMatch(text, 0, patterns); match; match = firstMatch(text, from, patterns)) {
    done += text.slice(from, match.at) + match.pattern.shown;
    from = match.at + match.pattern.text.length;
  }
  return done + text.slice(from);
}

function firstMatch(text: string, from: number, patterns: readonly Pattern[]) {
  let first: { at: number; pattern: Pattern } | undefined;
  for (const pattern of patterns) {
    const at = text.indexOf(pattern.text, from);
    if (at >= 0 && (first === undefined || at < first.at)) first = { at, pattern };
  }
  return first;
}

/** Where the text's end may be the beginning of a secret; the text's length when it is not. */
function openEnd(text: string, from: number, patterns: readonly Pattern[]): number {
  const longest = patterns[0]?.text.length ?? 0;
  for (let at = Math.max(from, text.length - longest + 1); at < text.length; at += 1) {
    const end = text.slice(at);
    if (patterns.some((pattern) => pattern.text.length > end.length && pattern.text.startsWith(end)))
      return at;
  }
  return text.length;
}
