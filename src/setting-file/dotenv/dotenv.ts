import { parse } from 'dotenv';
import type { Format } from '../format.ts';
import { lineAt, unclear, unwritable } from '../problem.ts';
import { type Assignment, assignmentsIn, endOfLine, endsUnclearly, type Quote } from './lines.ts';

/** What no reader of such files takes for anything else, with or without quotes. */
const PLAIN = /^[\w./:@%+,=-]*$/;
/** Readers fill these in behind double quotes, or take them away. */
const FILLED_IN = /[\\$`]/;

/** `KEY=value`, a line each: comments, `export`, quotes and line ends stay as they are. */
export const dotenv: Format = {
  find(text, key) {
    const found = only(text, key);
    if (found === undefined) return undefined;
    const { start, end } = found;
    return { kind: 'text', text: valueRead(text, key), start, end };
  },
  write: (text, { start }, { text: value }) => written(value, quoteAt(text, start)),
  read: (text) => ({ ...parse(text) }),
  pathOf(key) {
    if (/^[\w.-]+$/.test(key)) return [key];
    throw unclear(
      `${JSON.stringify(key)} is no name of a variable.`,
      'Write the name as it stands before the equals sign.',
    );
  },
  add(text, key, { text: value }) {
    const ending = /\r\n|\n/.exec(text)?.[0] ?? '\n';
    const between = text === '' || /[\r\n]$/.test(text) ? '' : ending;
    return `${text}${between}${key}=${written(value, '')}${ending}`;
  },
  remove(text, key) {
    const found = only(text, key);
    if (found === undefined) return text;
    return text.slice(0, found.from) + text.slice(endOfLine(text, found.end));
  },
};

/** The one assignment of a key. @throws OpsError when there are several: each reader takes another one for true. */
function only(text: string, key: string): Assignment | undefined {
  const [first, second] = assignmentsIn(text).filter((one) => one.key === key);
  if (first === undefined) return undefined;
  if (second === undefined) return sameForAll(text, first);
  throw unclear(
    `${key} stands there twice, in the lines ${lineAt(text, first.start)} and ${lineAt(text, second.start)}.`,
    'Take away the one that does not count, then ask again.',
  );
}

/** @throws OpsError when some programs take for a part of the value what others take for a comment. */
function sameForAll(text: string, assignment: Assignment): Assignment {
  if (!endsUnclearly(text, assignment)) return assignment;
  throw unclear(
    `In line ${lineAt(text, assignment.start)} some programs read the # as a part of ${assignment.key}, and others as a comment.`,
    'Put the value in quotes in the file, an empty one as well, and a blank before a comment; then ask again.',
  );
}

/** The value as the library reads it, which must be the one that stands where it was found. */
function valueRead(text: string, key: string): string {
  const value = parse(text)[key];
  if (value !== undefined) return value;
  throw unclear(
    `${key} stands where one reader finds it and another does not.`,
    'Write it on a line of its own, with its quotes closed.',
  );
}

function quoteAt(text: string, start: number): Quote | '' {
  return assignmentsIn(text).find((one) => one.start === start)?.quote ?? '';
}

/** In the quotes that stand there, if the value can be read so; else in those in which it can. */
function written(value: string, quote: Quote | ''): string {
  if (/[\r\n\0]/.test(value))
    throw unwritable('A value of several lines is read differently by each program.');
  const ways: readonly (Quote | '')[] = [quote, '', "'", '"'];
  const way = ways.find((each) => isReadSo(value, each));
  if (way !== undefined) return `${way}${value}${way}`;
  throw unwritable('It holds quotes, or signs that programs fill in, of which no quotes keep all.');
}

function isReadSo(value: string, quote: Quote | ''): boolean {
  if (quote === '') return PLAIN.test(value);
  if (value.includes(quote) || value.endsWith('\\')) return false;
  return quote === "'" || !FILLED_IN.test(value);
}
