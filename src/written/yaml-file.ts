import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Finding, Place, Problem } from './problem.ts';

const MAX_CHARACTERS = 1_000_000;

/** One parsed file: its plain value, and where each part of it stands. */
export interface YamlFile {
  readonly file: string;
  readonly value: unknown;
  readonly problems: readonly Problem[];
  place(finding: Pick<Finding, 'path' | 'atKey'>): Place;
  has(path: readonly PropertyKey[]): boolean;
}

/** Parses YAML 1.2 text. Syntax errors become problems; `value` is then undefined. */
export function parseYamlFile(file: string, text: string): YamlFile {
  if (text.length > MAX_CHARACTERS) return tooLong(file);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const root = document.contents as Node | null;

  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problems = document.errors.map((error) => ({
    ...at(error.pos[0]),
    message: syntaxMessage(error.code, error.message),
    suggestion: syntaxSuggestion(error.code),
  }));

  const { value, tooManyAliases } = problems.length > 0 ? {} : expand(document);
  if (tooManyAliases) problems.push({ ...at(0), ...TOO_MANY_ALIASES });

  return {
    file,
    value,
    problems,
    place: ({ path, atKey }) => at(offsetOf(root, path, atKey ?? false)),
    has: (path) => path.length === 0 || keyOffset(root, path) !== undefined,
  };
}

const TOO_MANY_ALIASES = {
  message: 'Anchors (&) and aliases (*) multiply here beyond all measure.',
  suggestion: 'Write the values out.',
};

/** The plain value. A short file whose aliases would fill the memory is not expanded. */
function expand(document: Document): { value?: unknown; tooManyAliases?: boolean } {
  try {
    return { value: document.toJS({ maxAliasCount: 50 }) };
  } catch (error) {
    if (error instanceof ReferenceError) return { tooManyAliases: true };
    throw error;
  }
}

function tooLong(file: string): YamlFile {
  const place: Place = { file, line: 1, column: 1 };
  const message = `The file is longer than ${MAX_CHARACTERS} characters.`;
  const suggestion = 'Split it over several files.';
  return {
    file,
    value: undefined,
    problems: [{ ...place, message, suggestion }],
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

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

function syntaxMessage(code: string, message: string): string {
  if (code === 'DUPLICATE_KEY') return 'This key stands twice in the same block.';
  return `This is not valid YAML: ${message.replace(/\.$/, '')}.`;
}

function syntaxSuggestion(code: string): string {
  switch (code) {
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
