/** An assignment of a dotenv file, and where its parts stand in the text. */
export interface Assignment {
  readonly key: string;
  /** Where its line begins. */
  readonly from: number;
  /** The value with its quotes. */
  readonly start: number;
  readonly end: number;
  readonly quote: Quote | '';
}

export type Quote = "'" | '"' | '`';

const HEAD = /[^\S\r\n]*(?:export[^\S\r\n]+)?([\w.-]+)(?:[^\S\r\n]*=|:[^\S\r\n]+?)[^\S\r\n]*/y;
const NEXT_LINE = /\r\n|\r|\n|$/g;
const BLANKS = /[^\S\r\n]*/y;
/** Behind a value in quotes. */
const TAIL = /[^\S\r\n]*(?:#[^\r\n]*)?(?=[\r\n]|$)/y;
const BARE = /[^#\r\n]*/y;

/** Every assignment, in order. What else stands in the file is left alone. */
export function assignmentsIn(text: string): readonly Assignment[] {
  const found: Assignment[] = [];
  for (let from = 0; from < text.length; ) {
    const head = matchAt(HEAD, text, from);
    const assignment = head && readValue(text, from, head[1] ?? '', from + head[0].length);
    if (assignment !== undefined) found.push(assignment);
    from = endOfLine(text, assignment?.end ?? from);
  }
  return found;
}

function readValue(text: string, from: number, key: string, start: number): Assignment {
  const quote = text.charAt(start);
  if (quote === "'" || quote === '"' || quote === '`') {
    const end = closingOf(text, quote, start + 1);
    // What goes on behind its quotes is a value without quotes, as a shell script's `"a"b` is not meant here.
    if (end !== undefined && matchAt(TAIL, text, end) !== undefined) return { key, from, start, end, quote };
  }
  const bare = (matchAt(BARE, text, start)?.[0] ?? '').trimEnd();
  return { key, from, start, end: start + bare.length, quote: '' };
}

/** Behind the quote that closes; one behind a backslash does not. */
function closingOf(text: string, quote: Quote, from: number): number | undefined {
  for (let at = text.indexOf(quote, from); at >= 0; at = text.indexOf(quote, at + 1))
    if (text.charAt(at - 1) !== '\\') return at + 1;
  return undefined;
}

/** Where the next line begins. */
export function endOfLine(text: string, at: number): number {
  NEXT_LINE.lastIndex = at;
  const end = NEXT_LINE.exec(text);
  return end === null ? text.length : Math.max(end.index + end[0].length, at + 1);
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

/**
 * Whether readers differ in what a `#` is that stands right behind a value, or where one would stand: the value goes on for bash,
 * compose and python-dotenv, and ends for others. Behind a value and a blank it is a comment for all of them.
 */
export function endsUnclearly(text: string, { start, end }: Assignment): boolean {
  const blanks = matchAt(BLANKS, text, end)?.[0] ?? '';
  return text.charAt(end + blanks.length) === '#' && (blanks === '' || start === end);
}
