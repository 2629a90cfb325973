import { parse } from 'lossless-json';
import type { Json } from '../canonical.ts';
import { storable, unstorable } from './characters.ts';
import { cut } from './cut.ts';
import { EXACT_KEY, isExact, type Numeric, readNumber } from './number.ts';

/** Deeper nesting than any honest document has; recursion over it must not exhaust the stack. */
export const MOST_NESTED = 100;

export type ReadJson = { readonly value: Json } | { readonly problem: string };

/**
 * Reads JSON text exactly, or says what is wrong with it and where. Numbers keep their form, a byte order mark is
 * skipped; refused are keys that stand twice with different values, what no database keeps, and nesting beyond all measure.
 */
export function readJson(text: string): ReadJson {
  const json = text.replace(/^\ufeff/, '');
  const deep = tooDeep(json);
  if (deep !== undefined)
    return { problem: `it is nested more than ${MOST_NESTED} deep at ${at(json, deep)}` };
  const own = new Set<object>();
  const parseNumber = (written: string): Numeric => {
    const number = numberOrThrow(written);
    if (typeof number === 'object') own.add(number);
    return number;
  };
  try {
    const value = parse(json, null, { parseNumber }) as Json;
    const problem = valueProblem(value, '$', own);
    return problem === undefined ? { value } : { problem };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { problem: syntaxProblem(json, error.message) };
  }
}

/** JSON text of a value, numbers in the form in which they were written. */
export function jsonText(value: Json, indent = 0): string {
  return written(value, indent === 0 ? '' : ' '.repeat(indent), '\n');
}

/** The value with what cannot be stored in its texts replaced by visible marks. */
export function storableJson(value: Json): Json {
  if (typeof value === 'string') return storable(value);
  if (Array.isArray(value)) return (value as readonly Json[]).map(storableJson);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [storable(key), storableJson(item as Json)]),
  );
}

function written(value: Json, step: string, line: string): string {
  if (isExact(value)) return value[EXACT_KEY];
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const inner = line + step;
  const items = Array.isArray(value)
    ? (value as readonly Json[]).map((item) => written(item, step, inner))
    : Object.entries(value).map(
        ([key, item]) =>
          `${JSON.stringify(key)}:${step === '' ? '' : ' '}${written(item as Json, step, inner)}`,
      );
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (items.length === 0) return open + close;
  return step === '' ? open + items.join(',') + close : open + inner + items.join(`,${inner}`) + line + close;
}

function numberOrThrow(text: string): Numeric {
  const value = readNumber(text);
  if (value !== undefined) return value;
  throw new SyntaxError(`the number ${cut(text, 40)} is too long to be one`);
}

/** Where the nesting goes too deep, counted without recursion; undefined when it does not. */
function tooDeep(json: string): number | undefined {
  let depth = 0;
  let quoted = false;
  for (let index = 0; index < json.length; index += 1) {
    const character = json[index];
    if (quoted && character === '\\') index += 1;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '[' || character === '{')) depth += 1;
    else if (!quoted && (character === ']' || character === '}')) depth -= 1;
    if (depth > MOST_NESTED) return index;
  }
  return undefined;
}

/** @param own the numbers that the reader made itself: an object that only looks like one is refused. */
function valueProblem(value: Json, path: string, own: ReadonlySet<object>): string | undefined {
  if (typeof value === 'string') return textProblem(value, path);
  if (value === null || typeof value !== 'object' || own.has(value)) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const place = Array.isArray(value) ? `${path}[${key}]` : `${path}.${cut(key, 60)}`;
    const problem = Array.isArray(value) ? undefined : keyProblem(key, path);
    const found = problem ?? valueProblem(item as Json, place, own);
    if (found !== undefined) return found;
  }
  return undefined;
}

function textProblem(text: string, path: string): string | undefined {
  const found = unstorable(text);
  return found === undefined
    ? undefined
    : `${path.toWellFormed()} holds ${found.name}, which cannot be stored`;
}

function keyProblem(key: string, path: string): string | undefined {
  if (key === EXACT_KEY) return `${path} has a key '${EXACT_KEY}', which is reserved`;
  return textProblem(key, `a key in ${path}`);
}

function syntaxProblem(json: string, message: string): string {
  const position = /at position (\d+)$/.exec(message)?.[1];
  const said = message.replace(/ ?at position \d+$/, '').toWellFormed();
  const place = position === undefined ? '' : ` at ${at(json, Number(position))}`;
  return `${said}${place}`;
}

function at(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}
