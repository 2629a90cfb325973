import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type ParsedNode,
  parseAllDocuments,
  visit,
  type YAMLMap,
} from 'yaml';
import type { Format, Place, Scalar, ScalarKind } from './format.ts';
import { pointerPath } from './pointer.ts';
import { lineAt, malformed, unclear, unwritable } from './problem.ts';

/** Words that readers of YAML 1.1 take for true or false, for nothing, or for no number. */
const WORDS = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf)$/i;
/** Dates, times and numbers that YAML 1.1 and 1.2 read differently, such as `12:30`, `1_000` and `0755`. */
const FIGURES =
  /^(?:\d{4}-\d\d?-\d\d?(?:[Tt ].*)?|[-+]?(?:\d+(?::[0-5]?\d)+(?:\.\d*)?|\d+_[\d_.]*|0b[01_]+|0o?\d+|\d+e[-+]?\d+))$/i;
/** What every reader takes for a text without quotes. */
const PLAIN = /^[A-Za-z][\w./-]*$/;
const MOST_ALIASES = 1_000;

/** YAML: one document, whose comments, anchors and layout stay as they are. */
export const yaml: Format = {
  find(text, key) {
    const document = documentOf(text);
    const way = wayTo(document.contents, pointerPath(key), key);
    const node = way.at(-1);
    if (node === undefined) return undefined;
    refuseShared(document, way, key);
    return placeOf(text, node, key);
  },
  write(text, { start, end, kind }, value) {
    refuseTwofold(text.slice(start, end), kind);
    const raw = written(text.charAt(start), value);
    // Behind a key without a value there is no space yet.
    return text.charAt(start - 1) === ':' ? ` ${raw}` : raw;
  },
  read(text) {
    const document = documentOf(text);
    try {
      return document.toJS({ maxAliasCount: MOST_ALIASES }) as unknown;
    } catch (error) {
      // An alias that leads nowhere, or too many of them.
      if (error instanceof ReferenceError) throw malformed('YAML', error.message);
      throw error;
    }
  },
  pathOf: pointerPath,
};

function documentOf(text: string): Document.Parsed {
  const [document, another] = [...parseAllDocuments(text, { intAsBigInt: true, merge: true })];
  if (document === undefined) throw malformed('YAML', 'it is empty');
  const [error] = document.errors;
  if (error !== undefined) throw malformed('YAML', error.message.split(/:?\n/)[0] ?? error.code);
  if (another === undefined) return document;
  throw unclear('The file holds several YAML documents.', 'Put the setting into a file with one document.');
}

/** The nodes on the way to a value, the outermost first; empty where the way ends before. */
function wayTo(node: Node | null | undefined, path: readonly string[], key: string): readonly Node[] {
  if (node === null || node === undefined) return [];
  const [name, ...rest] = path;
  if (name === undefined) return [node];
  if (isAlias(node)) throw shared(key, `leads through *${node.source}`);
  const further = wayTo(childOf(node, name, key), rest, key);
  return further.length === 0 ? [] : [node, ...further];
}

function childOf(node: Node, name: string, key: string): Node | null | undefined {
  if (isSeq<ParsedNode>(node)) return /^(?:0|[1-9]\d*)$/.test(name) ? node.items[Number(name)] : undefined;
  if (!isMap<ParsedNode, ParsedNode | null>(node)) return undefined;
  const pair = pairOf(node, name);
  if (pair === undefined && node.items.some(isMerge)) throw shared(key, 'may come from elsewhere by <<');
  return pair?.value;
}

function pairOf(map: YAMLMap<ParsedNode, ParsedNode | null>, name: string) {
  return map.items.find(({ key }) => isScalar(key) && String(key.value) === name);
}

function isMerge({ key }: { readonly key: ParsedNode }): boolean {
  return isScalar(key) && key.source === '<<';
}

/** A value that others refer to would change in all of these places. */
function refuseShared(document: Document.Parsed, way: readonly Node[], key: string): void {
  const anchors = new Set(way.flatMap((node) => ('anchor' in node && node.anchor ? [node.anchor] : [])));
  visit(document, {
    Alias(_, { source }) {
      if (anchors.has(source)) throw shared(key, `is used elsewhere as *${source}`);
    },
  });
}

function shared(key: string, how: string) {
  return unclear(
    `${key} ${how}, so that the change would reach further than it says, or not as far.`,
    'Write the value out where it is to hold, then ask again.',
  );
}

function placeOf(text: string, node: Node, key: string): Place {
  if (isAlias(node)) throw shared(key, `is *${node.source}`);
  if (!isScalar(node)) throw unclear(`${key} leads to a list or a map.`, 'Name one value inside of it.');
  const [start = 0, end = 0] = node.range ?? [];
  if (node.tag !== undefined)
    throw unclear(
      `${key} has the tag ${node.tag}, which only its program understands.`,
      'Change it by hand.',
    );
  if (node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL')
    throw unclear(`${key} is a block of lines, in line ${lineAt(text, start)}.`, 'Change it by hand.');
  const kind = kindOf(node.value);
  return { start, end, kind, text: textOf(kind, node.value, text.slice(start, end)) };
}

/** Whoever writes `no` where `yes` stood without quotes must know whether its program read that as true or as a text; nobody can tell here. */
function refuseTwofold(raw: string, kind: ScalarKind): void {
  const isPlain = !/^["']/.test(raw);
  if (!isPlain || !((kind === 'text' && WORDS.test(raw)) || FIGURES.test(raw))) return;
  throw unclear(
    `${raw} stands there without quotes, which some programs read as a text and others as something else.`,
    'Put it in quotes in the file if it is a text, else write true or false, or plain digits; then ask again.',
  );
}

function kindOf(value: unknown): ScalarKind {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'boolean' || typeof value === 'number') return typeof value as 'boolean' | 'number';
  return typeof value === 'bigint' ? 'integer' : 'text';
}

function textOf(kind: ScalarKind, value: unknown, raw: string): string {
  return kind === 'integer' || kind === 'number' ? raw : String(value);
}

function written(quote: string, { kind, text }: Scalar): string {
  if (kind === 'time') throw unwritable('YAML has no times that every reader takes for one.');
  if (kind !== 'text') return text;
  if (quote === "'" && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) return `'${text.replaceAll("'", "''")}'`;
  if (quote !== '"' && PLAIN.test(text) && !WORDS.test(text)) return text;
  return JSON.stringify(text);
}
