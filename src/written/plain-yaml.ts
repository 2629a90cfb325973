import {
  CORE_SCHEMA,
  defineMappingTag,
  defineScalarTag,
  floatCoreTag,
  intCoreTag,
  load,
  NOT_RESOLVED,
  YAMLException,
} from 'js-yaml';
import { unstorable } from '../values/characters.ts';
import { EXACT_KEY, readNumber } from '../values/number.ts';
import { MOST_NESTED, MOST_VALUES } from './yaml-value.ts';

/** Whatever may be wrong, or may be read in another way: for the parser that says what, and where. */
class Unsure extends Error {}

/**
 * The value of a YAML file in which nothing is wrong, as `readYamlValue` gives it, at a quarter of the time and without places.
 * @returns undefined wherever anything is unusual or may be wrong: then that parser reads it, whose words people see.
 */
export function readPlainYaml(text: string): { readonly value: unknown } | undefined {
  if (UNUSUAL.test(text) || ODD_ANCHOR.test(text)) return undefined;
  try {
    const loaded = load(text, { schema: SCHEMA, maxDepth: MOST_NESTED });
    return { value: copied(loaded, 0, { left: MOST_VALUES }) };
  } catch (error) {
    if (error instanceof Unsure || error instanceof YAMLException || error instanceof RangeError)
      return undefined;
    throw error;
  }
}

/** Tabs, tags, directives, several documents, and line ends and marks that parsers do not agree on. */
const UNUSUAL =
  /[\t\u0085\u2028\u2029\ufeff]|\r(?!\n)|^ *(?:%|---|\.\.\.)|(?:^|[\s,[{])(?:!|\*\w[^\s,\]}]*:)/m;
/** Anchors but for a word of its own, behind a key or in a list, before a value that begins in no doubt. */
const ODD_ANCHOR =
  /(?:^|[\s,[{])&(?!&?\s)(?!(?<=(?:: |- )&)[A-Za-z][\w-]*(?:$(?!\n\s*[,\]}])| (?:[{["'|>]|[^:\n]*$)))/m;

/** Each use of an alias is a value of its own; a few lines of them can stand for more than the memory holds. */
function copied(value: unknown, depth: number, room: { left: number }): unknown {
  room.left -= 1;
  if (room.left < 0 || depth > MOST_NESTED) throw new Unsure();
  if (Array.isArray(value)) return value.map((item) => copied(item, depth + 1, room));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copied(item, depth + 1, room)]));
}

const text = defineScalarTag('tag:yaml.org,2002:str', {
  resolve: (source) => sure(source),
  identify: () => false,
});

/** Numbers in the form in which they were written. */
const number = defineScalarTag('tag:yaml.org,2002:int', {
  implicit: true,
  implicitFirstChars: [...'+-.0123456789'],
  resolve(source, ...how) {
    const written = readNumber(source);
    if (written !== undefined) return written;
    const isNumber = [intCoreTag, floatCoreTag].some((tag) => tag.resolve(source, ...how) !== NOT_RESOLVED);
    if (isNumber || !Number.isNaN(Number(source))) throw new Unsure();
    return NOT_RESOLVED;
  },
  identify: () => false,
});

const block = defineMappingTag<Map<string, unknown>, object>('tag:yaml.org,2002:map', {
  create: () => new Map(),
  addPair(map, key, value) {
    if (typeof key !== 'string' || key === EXACT_KEY || key === '__proto__') throw new Unsure();
    map.set(key, value);
    return '';
  },
  has: (map, key) => map.has(key as string),
  keys: Object.keys,
  get: () => undefined,
  finalize: Object.fromEntries,
  identify: () => false,
});

const SCHEMA = CORE_SCHEMA.withTags(text, number, block);

function sure(source: string): string {
  if (unstorable(source) !== undefined) throw new Unsure();
  return source;
}
