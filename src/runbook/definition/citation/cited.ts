import { sourceLines } from '../construct/entry.ts';
import { type LineRange, rangesIn } from './lines.ts';

type Path = readonly PropertyKey[];
type Block = Readonly<Record<string, unknown>>;

/** Lines of the document that a part of a runbook stands for, or that it leaves out. */
export interface Citation {
  /** Where it stands: ends in `source`. */
  readonly path: Path;
  /** At least one. */
  readonly ranges: readonly LineRange[];
  /** What cites, as people would say it: `action cache/clear`, `left out contents`. */
  readonly item: string;
  /** Which part of that, by its title or its place in it. Absent: the whole. */
  readonly part?: string;
  /** Why nothing stands for these lines. Absent: they are cited. */
  readonly leftOut?: string;
}

const LEFT_OUT = 'leftOut';

/** Every citation in what an author wrote, at any depth. The document's own name at the top is none. */
export function citationsOf({ source: _document, ...collections }: Block): readonly Citation[] {
  return [...citedIn(collections, [])];
}

/** Whether a text cites lines: a kind of step may have a field of that name for something else. */
export function isCitation(text: unknown): text is string {
  return typeof text === 'string' && sourceLines.safeParse(text).success;
}

function* citedIn(value: unknown, path: Path): Generator<Citation> {
  if (typeof value !== 'object' || value === null) return;
  const block = value as Block;
  if (isCitation(block.source)) yield citation(block, block.source, path);
  for (const [key, inner] of Object.entries(block))
    yield* citedIn(inner, [...path, Array.isArray(value) ? Number(key) : key]);
}

function citation(block: Block, source: string, path: Path): Citation {
  const [collection, id, ...inner] = path;
  const item = [nounOf(String(collection)), ...(id === undefined ? [] : [String(id)])].join(' ');
  return {
    path: [...path, 'source'],
    ranges: rangesIn(source),
    item,
    ...(inner.length === 0 ? {} : { part: nameOf(block) ?? inner.join('.') }),
    ...(collection === LEFT_OUT ? { leftOut: String(block.reason) } : {}),
  };
}

const NOUNS: Readonly<Record<string, string>> = {
  vars: 'variable',
  policies: 'policy',
  breakGlass: 'break-glass policy',
  severities: 'severity',
  troubleshooting: 'troubleshooting',
  changelog: 'change log',
  [LEFT_OUT]: 'left out',
};

function nounOf(collection: string): string {
  return Object.hasOwn(NOUNS, collection) ? (NOUNS[collection] ?? '') : collection.replace(/s$/, '');
}

/** What people call a part of an item: the first of these that it has. */
const NAMES = ['title', 'label', 'id', 'level'];

function nameOf(block: Block): string | undefined {
  const name = NAMES.map((key) => block[key]).find((given) => typeof given === 'string');
  return typeof name === 'string' ? name : undefined;
}
