import { parse } from 'smol-toml';
import { messageOf } from '../../errors.ts';
import type { Format, Place, ScalarKind } from '../format.ts';
import { pointerPath } from '../pointer.ts';
import { malformed, unclear, unwritable } from '../problem.ts';
import { type TomlNode, valuesIn } from './values.ts';

/** No integer is too long to be read. */
const BIG = { integersAsBigInt: true } as const;

/** TOML: comments, alignment and dates stay as they are. */
export const toml: Format = {
  find(text, key) {
    const path = JSON.stringify(pointerPath(key));
    // Says what is wrong with a file in better words than the one that knows where everything stands.
    reading(() => parse(text, BIG));
    const found = reading(() => valuesIn(text)).find((one) => JSON.stringify(one.path) === path);
    return found && placeOf(text, found.node, key);
  },
  write(text, old, { kind, text: value }) {
    if (kind === 'text') return quoted(text.charAt(old.start), value);
    if (kind === 'integer' && BigInt.asIntN(64, BigInt(value)) !== BigInt(value))
      throw unwritable(`${value} has more than the 64 bits that every reader of TOML takes.`);
    // A float stays one: programs with types of their own refuse a whole number in its place.
    if (old.kind !== 'number' || !/^-?\d+$/.test(value)) return value;
    const why = `${value} is a whole number, and what stands there is a float, which TOML keeps apart.`;
    throw unwritable(why, `Give ${value}.0 instead.`);
  },
  read: (text) => reading(() => parse(text, BIG)),
  pathOf: pointerPath,
};

function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw malformed('TOML', messageOf(error).split('\n')[0] ?? '');
  }
}

const KINDS: Readonly<Record<string, ScalarKind>> = {
  String: 'text',
  Integer: 'integer',
  Float: 'number',
  Boolean: 'boolean',
  DateTime: 'time',
};

function placeOf(text: string, { type, loc, raw, value }: TomlNode, key: string): Place {
  const kind = KINDS[type];
  if (kind === undefined) throw unclear(`${key} leads to a list or a table.`, 'Name one value inside of it.');
  const source = raw ?? String(value);
  const start = offsetOf(text, loc.start);
  if (text.slice(start, start + source.length) !== source)
    throw unclear(`It could not be found out where the value of ${key} stands.`, 'Change it by hand.');
  return { kind, start, end: start + source.length, text: kind === 'text' ? String(value) : source };
}

/** Lines end where TOML says that they do. */
function offsetOf(text: string, { line, column }: TomlNode['loc']['start']): number {
  let at = 0;
  for (let passed = 1; passed < line; passed += 1) at = text.indexOf('\n', at) + 1;
  return at + column;
}

/** A literal text stays one where it can. */
function quoted(quote: string, value: string): string {
  const isLiteral = quote === "'" && !value.includes("'") && !/\p{Cc}/u.test(value);
  return isLiteral ? `'${value}'` : JSON.stringify(value).replaceAll('\u007f', '\\u007f');
}
