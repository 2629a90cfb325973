import { isDeepStrictEqual } from 'node:util';
import { OpsError } from '../errors.ts';
import type { Format, Place, Scalar } from './format.ts';
import { unclear, unwritable } from './problem.ts';

/** A new value for a key of a file. */
export interface Change {
  readonly key: string;
  readonly to: string;
  /** What it is where nothing stands there yet that could tell. Default: text. */
  readonly kind?: Scalar['kind'] | undefined;
  /** Whether it may be added where it is missing. */
  readonly add: boolean;
}

/**
 * The text with one value changed, and every other character as it was. It is read again, by another reader than the one that found
 * the place: the key must say what it was given, and nothing else anything new.
 * @throws OpsError when the key is missing or unclear, or the value is none of the kind that stands there.
 */
export function changed(text: string, format: Format, change: Change): string {
  const before = format.read(text);
  const place = format.find(text, change.key);
  const value = place === undefined ? { kind: 'text' as const, text: change.to } : valueFor(place, change);
  const after =
    place === undefined
      ? added(text, format, change, value)
      : spliced(text, place, format.write(text, place, value));
  if (saysSo(after, format, change.key, value, before)) return after;
  throw unwritable(`${change.key} would not be read as it is written.`);
}

/** Whether a text says a value, and beside it what it said before. */
function saysSo(text: string, format: Format, key: string, value: Scalar, before: unknown): boolean {
  try {
    const path = format.pathOf(key);
    const isAlone = isDeepStrictEqual(without(format.read(text), path), without(before, path));
    return isAlone && isSame(format.find(text, key), value);
  } catch (error) {
    // What cannot be read any more was readable before.
    if (error instanceof OpsError) return false;
    throw error;
  }
}

/** A number is the same with and without a point only where it is written so. */
function isSame(found: Scalar | undefined, { kind, text }: Scalar): boolean {
  return found?.text === text && (found.kind === 'text') === (kind === 'text');
}

/** The value of another text, put back with its quotes; a key that was not there is taken away. @throws OpsError as {@link changed}. */
export function putBack(text: string, format: Format, key: string, from: string): string {
  const old = format.find(from, key);
  const place = format.find(text, key);
  if (old === undefined) return format.remove?.(text, key) ?? text;
  if (place === undefined)
    throw unclear(
      `${key} does not stand there any more.`,
      'Compare the file with its copy, and mend it by hand.',
    );
  return spliced(text, place, from.slice(old.start, old.end));
}

/** The text with one place of it in other words, quotes included. */
export function spliced(text: string, { start, end }: Pick<Place, 'start' | 'end'>, raw: string): string {
  return text.slice(0, start) + raw + text.slice(end);
}

function added(text: string, format: Format, { key, add }: Change, value: Scalar): string {
  if (add && format.add !== undefined) return format.add(text, key, value);
  const name = format.pathOf(key).at(-1) ?? '';
  const commented = text
    .split(/\r?\n/)
    .findIndex((line) => /^\s*(?:#|\/\/)/.test(line) && line.includes(name));
  const where = commented < 0 ? '' : ` It stands in line ${commented + 1}, commented out.`;
  const next =
    format.add === undefined
      ? 'Put the key into the file by hand, or correct `key` in the runbook.'
      : 'Correct `key` in the runbook, put the key into the file by hand, or let the step add it with `missing: add`.';
  throw unclear(`The file has no ${key}.${where}`, next);
}

const FORMS: Readonly<Partial<Record<Scalar['kind'], { readonly form: RegExp; readonly a: string }>>> = {
  integer: { form: /^-?(?:0|[1-9]\d*)$/, a: 'a whole number' },
  number: { form: /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/, a: 'a number' },
  boolean: { form: /^(?:true|false)$/, a: 'true or false' },
  time: { form: /^\d[\d:.TZ+ -]*$/, a: 'a time' },
};

/** The value in the kind of what stands there: a program that reads a number must not find a text. */
function valueFor(place: Place, { key, to, kind = 'text' }: Change): Scalar {
  const isOpen = place.kind === 'null' || (place.kind === 'integer' && kind === 'number');
  const wanted = isOpen ? kind : place.kind;
  const { form, a } = FORMS[wanted] ?? {};
  if (form === undefined || form.test(to)) return { kind: wanted, text: to };
  throw unwritable(`${key} holds ${a}, and what it is to be is not.`, `Give ${a}.`);
}

/** What a file says beside one value. */
function without(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return null;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  // Whether the key is there at all is no matter: it may be what was added.
  if (rest.length === 0) return entries.filter(([key]) => key !== name);
  return entries.map(([key, inner]) => [key, key === name ? without(inner, rest) : inner]);
}
