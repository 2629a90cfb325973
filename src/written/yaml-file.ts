import { type Document, isAlias, isMap, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { messageOf } from '../errors.ts';
import { readPlainYaml } from './plain-yaml.ts';
import type { Finding, Position, Problem } from './problem.ts';
import { badByte } from './utf8.ts';
import { keyText, readYamlValue } from './yaml-value.ts';

const MAX_CHARACTERS = 1_000_000;
const READING = { prettyErrors: false, version: '1.2' } as const;

/** One parsed file: its plain value, and where each part of it stands. */
export interface YamlFile {
  readonly file: string;
  readonly value: unknown;
  readonly problems: readonly Problem[];
  place(finding: Pick<Finding, 'path' | 'atKey'>): Position;
  has(path: readonly PropertyKey[]): boolean;
}

/**
 * Parses YAML 1.2 text exactly. What is no YAML, and what cannot be kept as it is written, becomes a problem with its
 * place; `value` is then undefined. Nothing that a file holds makes this throw.
 */
export function parseYamlFile(file: string, written: string | Uint8Array): YamlFile {
  const bad = typeof written === 'string' ? undefined : badByte(written);
  if (bad !== undefined) return nothingOf(file, NOT_UTF8, bad);
  const text = typeof written === 'string' ? written : new TextDecoder().decode(written);
  if (text.length > MAX_CHARACTERS) return nothingOf(file, TOO_LONG);
  const plain = readPlainYaml(text);
  if (plain !== undefined) return plainFile(file, text, plain.value);
  try {
    return parsed(file, text);
  } catch (error) {
    // The parser goes as deep as the text does, and the stack ends somewhere.
    if (error instanceof RangeError) return nothingOf(file, TOO_DEEP);
    return nothingOf(file, {
      message: `The file cannot be read: ${messageOf(error).toWellFormed()}.`,
      suggestion: 'Take the latest change back, and write it in another way.',
    });
  }
}

/** Most files are sound: only where something is said of one it is read with the place of each part. */
function plainFile(file: string, text: string, value: unknown): YamlFile {
  let full: YamlFile | undefined;
  const placed = (): YamlFile => {
    full ??= parsed(file, text);
    return full;
  };
  return {
    file,
    value,
    problems: [],
    place: (finding) => placed().place(finding),
    has: (path) => placed().has(path),
  };
}

function parsed(file: string, text: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...READING, lineCounter: lines });
  const root = document.contents as Node | null;

  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problems = [...document.errors, ...document.warnings].length === 0 ? [] : syntaxProblems(text, at);
  const { version, explicit } = document.directives?.yaml ?? {};
  if (explicit === true && version !== '1.2') problems.push({ ...at(0), ...OTHER_VERSION });

  const read = problems.length > 0 ? { value: undefined, problems: [] } : readYamlValue(root);
  problems.push(...read.problems.map(({ offset, ...said }) => ({ ...at(offset), ...said })));

  return {
    file,
    value: problems.length > 0 ? undefined : read.value,
    problems,
    place: ({ path, atKey }) => at(offsetOf(root, path, atKey ?? false)),
    has: (path) => path.length === 0 || keyOffset(root, path) !== undefined,
  };
}

/** Read once more, with the tokens of the source: a start that reads only sound files need not pay for them. */
function syntaxProblems(text: string, at: (offset: number) => Position): Problem[] {
  const document = parseDocument(text, { ...READING, keepSourceTokens: true });
  const open = unclosed(document);
  const quotes = quotedByEnd(document);
  const all = [...document.errors, ...document.warnings];
  const openQuotes = all.flatMap((error) => {
    const quote = /^Missing closing/.test(error.message) ? quotes.get(error.pos[0]) : undefined;
    return quote === undefined ? [] : [{ error, quote }];
  });
  const told = openQuotes.map(({ quote }) => ({
    ...at(quote.offset),
    ...quoteNotClosed(quote.source.charAt(0)),
  }));
  // A text that does not end takes the bracket behind it, which is missed then.
  if (open !== undefined && told.length === 0)
    told.push({ ...at(open.offset), ...notClosed(open.character) });
  // What comes behind an open bracket is read otherwise than it was meant, and what is said of it is not true.
  const meantUntil = open?.offset ?? Number.POSITIVE_INFINITY;
  const others = all.filter(
    (error) => error.pos[0] < meantUntil && !openQuotes.some((one) => one.error === error),
  );
  const said = others.map((error) => ({
    ...at(error.pos[0]),
    message: syntaxMessage(error.code, error.message),
    suggestion: syntaxSuggestion(error.code),
  }));
  return [...said, ...told];
}

/**
 * The bracket that nothing closes. Of several the innermost: that one took what closes the others. The same where the bracket of
 * another kind closes one.
 */
function unclosed(document: Document): { readonly offset: number; readonly character: string } | undefined {
  const found: { offset: number; character: string; isMixed: boolean }[] = [];
  visit(document, {
    Collection(_key, node) {
      const token = node.srcToken;
      if (token?.type !== 'flow-collection') return;
      const closing = token.end.find(({ type }) => type === 'flow-map-end' || type === 'flow-seq-end');
      const own = token.start.type === 'flow-map-start' ? 'flow-map-end' : 'flow-seq-end';
      if (closing?.type === own) return;
      const { offset, source: character } = token.start;
      found.push({ offset, character, isMixed: closing !== undefined });
    },
  });
  return found.findLast(({ isMixed }) => isMixed) ?? found.at(-1);
}

/** Quoted texts by the offset behind their last character, which is where the parser misses a quote. */
function quotedByEnd(document: Document): ReadonlyMap<number, { offset: number; source: string }> {
  const found = new Map<number, { offset: number; source: string }>();
  visit(document, {
    Scalar(_key, { srcToken: token }) {
      if (token?.type !== 'double-quoted-scalar' && token?.type !== 'single-quoted-scalar') return;
      found.set(token.offset + token.source.length, token);
    },
  });
  return found;
}

function quoteNotClosed(quote: string): { message: string; suggestion: string } {
  const inside = quote === '"' ? String.raw`\"` : "''";
  return {
    message: `The text that begins with this ${quote} never ends.`,
    suggestion: `Close it with ${quote}; inside the text write ${inside}.`,
  };
}

function notClosed(bracket: string): { message: string; suggestion: string } {
  const other = bracket === '{' ? '}' : ']';
  return {
    message: `This ${bracket} is never closed.`,
    suggestion: `Close it with ${other}, on a line that is indented more than the key before it.`,
  };
}

const TOO_LONG = {
  message: `The file is longer than ${MAX_CHARACTERS} characters.`,
  suggestion: 'Split it over several files.',
};
const NOT_UTF8 = {
  message: 'The bytes here are no text in UTF-8.',
  suggestion: 'Save the file in UTF-8.',
};
const TOO_DEEP = {
  message: 'Blocks and lists stand in each other here beyond all measure.',
  suggestion: 'Look for brackets that were never closed.',
};
const OTHER_VERSION = {
  message: 'The file says that it is written in another version of YAML, which reads values in another way.',
  suggestion: 'Remove the %YAML line.',
};

/** A file that tells nothing but what is wrong with it. */
function nothingOf(
  file: string,
  said: Pick<Problem, 'message' | 'suggestion'>,
  at = { line: 1, column: 1 },
): YamlFile {
  const place: Position = { file, ...at };
  return {
    file,
    value: undefined,
    problems: [{ ...place, ...said }],
    place: () => place,
    has: () => false,
  };
}

/** The offset of the value at `path`, or of the closest ancestor that exists. */
function offsetOf(root: Node | null, path: readonly PropertyKey[], atKey: boolean): number {
  if (atKey) {
    const key = keyOffset(root, path);
    if (key !== undefined) return key;
  }
  for (let length = path.length; length > 0; length -= 1) {
    const part = path.slice(0, length);
    const key = keyOffset(root, part);
    if (key === undefined) continue;
    const value = nodeAt(root, part);
    // What is missing inside a value is reported at the value's key: that is where people look.
    if (length < path.length || value === undefined || isMap(value) || isSeq(value)) return key;
    return value.range?.[0] ?? key;
  }
  return root?.range?.[0] ?? 0;
}

function keyOffset(root: Node | null, path: readonly PropertyKey[]): number | undefined {
  const parent = nodeAt(root, path.slice(0, -1));
  const last = path.at(-1);
  if (isMap(parent)) {
    const pair = parent.items.find((item) => keyText(item.key) === String(last));
    return pair === undefined ? undefined : ((pair.key as Node | null)?.range?.[0] ?? undefined);
  }
  if (isSeq(parent)) return (parent.items[Number(last)] as Node | undefined)?.range?.[0] ?? undefined;
  return undefined;
}

function nodeAt(root: Node | null, path: readonly PropertyKey[]): Node | undefined {
  let node: Node | undefined = root ?? undefined;
  for (const segment of path) {
    if (isMap(node))
      node = node.items.find((item) => keyText(item.key) === String(segment))?.value as Node | undefined;
    else if (isSeq(node)) node = node.items[Number(segment)] as Node | undefined;
    else return undefined;
    if (isAlias(node)) return undefined;
  }
  return node ?? undefined;
}

function syntaxMessage(code: string, message: string): string {
  if (code === 'TAG_RESOLVE_FAILED') return 'Nothing here knows this tag (!).';
  if (code === 'DUPLICATE_KEY') return 'This key stands twice in the same block.';
  return `This is not valid YAML: ${message.replace(/\.$/, '')}.`;
}

function syntaxSuggestion(code: string): string {
  switch (code) {
    case 'TAG_RESOLVE_FAILED':
      return 'Write the value without it.';
    case 'DUPLICATE_KEY':
      return 'Remove or rename one of the two.';
    case 'TAB_AS_INDENT':
      return 'Indent with spaces, never with tabs.';
    case 'BAD_INDENT':
      return 'Align this line with its neighbours.';
    case 'MISSING_CHAR':
    case 'UNEXPECTED_TOKEN':
      return 'Check quotes, brackets and the indentation of this line and the one before.';
    default:
      return 'Put texts with special characters (such as {{ }}, :, #) into double quotes.';
  }
}
