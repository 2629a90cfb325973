import { type Node, type ParseError, parse, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Format, Place, ScalarKind } from './format.ts';
import { pointerPath } from './pointer.ts';
import { lineAt, malformed, unclear, unwritable } from './problem.ts';

/** With comments and commas behind the last item, as many programs have it. */
const LENIENT = { allowTrailingComma: true, disallowComments: false } as const;

/** JSON, with or without comments: numbers are taken as they are written. */
export const json: Format = {
  find(text, key) {
    const node = nodeAt(text, treeOf(text), pointerPath(key), key);
    return node && placeOf(text, node, key);
  },
  write(_text, _old, { kind, text: value }) {
    if (kind === 'text') return JSON.stringify(value);
    if (kind === 'time') throw unwritable('JSON has no times.');
    return value;
  },
  read(text) {
    const errors: ParseError[] = [];
    const value: unknown = parse(text, errors, LENIENT);
    refuse(text, errors);
    return value;
  },
  pathOf: pointerPath,
};

function treeOf(text: string): Node {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, LENIENT);
  refuse(text, errors);
  if (tree === undefined) throw malformed('JSON', 'it is empty');
  return tree;
}

function refuse(text: string, [first]: readonly ParseError[]): void {
  if (first === undefined) return;
  const what = printParseErrorCode(first.error);
  throw malformed('JSON', `${what} in line ${lineAt(text, first.offset)}`);
}

function nodeAt(text: string, node: Node, path: readonly string[], key: string): Node | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return node;
  const next = node.type === 'array' ? itemAt(node, name) : valueNamed(text, node, name, key);
  return next && nodeAt(text, next, rest, key);
}

function itemAt({ children = [] }: Node, name: string): Node | undefined {
  return /^(?:0|[1-9]\d*)$/.test(name) ? children[Number(name)] : undefined;
}

function valueNamed(text: string, { children = [] }: Node, name: string, key: string): Node | undefined {
  const [first, second] = children.filter(({ children: pair = [] }) => pair[0]?.value === name);
  if (first === undefined || second === undefined) return first?.children?.[1];
  throw unclear(
    `What ${key} leads through stands there twice, in the lines ${lineAt(text, first.offset)} and ${lineAt(text, second.offset)}.`,
    'Take away the one that does not count, then ask again.',
  );
}

function placeOf(text: string, { type, offset, length, value }: Node, key: string): Place {
  const place = { start: offset, end: offset + length };
  const raw = text.slice(place.start, place.end);
  if (type === 'string') return { ...place, kind: 'text', text: String(value) };
  if (type === 'number') return { ...place, kind: /^-?\d+$/.test(raw) ? 'integer' : 'number', text: raw };
  if (type === 'boolean' || type === 'null') return { ...place, kind: type satisfies ScalarKind, text: raw };
  throw unclear(
    `${key} leads to ${type === 'array' ? 'a list' : 'an object'}.`,
    'Name one value inside of it.',
  );
}
