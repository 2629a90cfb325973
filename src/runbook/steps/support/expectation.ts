import { compile, query } from 'json-p3';
import { z } from 'zod';
import { canonicalJson, type Json } from '../../../canonical.ts';
import { formatDuration, parseDuration } from '../../../duration.ts';
import { valueText } from './value-text.ts';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** A duration as written (`5s`), kept as milliseconds. */
export const milliseconds = z.string().transform((text, context) => {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  context.addIssue({ code: 'custom', message: `'${text}' is not a duration; write e.g. 30s, 10m or 1h30m` });
  return z.NEVER;
});

/** What a value is compared with. What is given must all hold; `above`/`below` exclude the limit, `min`/`max` include it. */
export const comparison = z.strictObject({
  equals: scalar.optional(),
  not: scalar.optional(),
  in: z.array(scalar).min(1).optional(),
  above: z.number().optional(),
  below: z.number().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  /** A time (ISO 8601) that has passed, or an empty one when `orNull`. */
  past: z.boolean().optional(),
  /** A time that is not longer ago than this. */
  withinLast: milliseconds.optional(),
  /** The value may also be null, e.g. a cooldown that never began. */
  orNull: z.boolean().optional(),
});
export type Comparison = z.output<typeof comparison>;

/** `$.path: value` or `$.path: { above: 3 }`. */
export const jsonExpectations = z.record(
  z.string().refine(isPath, 'not a JSONPath'),
  z.union([scalar, comparison]),
);
export type JsonExpectations = z.output<typeof jsonExpectations>;

/** @returns what is wrong with the value, in words that fit behind "is", or undefined when it fits. */
export function mismatch(value: Json | undefined, expected: Comparison, now: Date): string | undefined {
  if (value === undefined) return 'missing';
  if (value === null && expected.orNull) return undefined;
  return holds(value, expected, now) ? undefined : `${show(value)}, expected ${describeComparison(expected)}`;
}

/** `above 2 and at most 5`. */
export function describeComparison(expected: Comparison): string {
  const parts: string[] = [];
  if (expected.equals !== undefined) parts.push(show(expected.equals));
  if (expected.not !== undefined) parts.push(`not ${show(expected.not)}`);
  if (expected.in !== undefined) parts.push(`one of ${expected.in.map(show).join(', ')}`);
  if (expected.above !== undefined) parts.push(`above ${show(expected.above)}`);
  if (expected.min !== undefined) parts.push(`at least ${show(expected.min)}`);
  if (expected.below !== undefined) parts.push(`below ${show(expected.below)}`);
  if (expected.max !== undefined) parts.push(`at most ${show(expected.max)}`);
  if (expected.past !== undefined) parts.push(expected.past ? 'a time that has passed' : 'a time to come');
  if (expected.withinLast !== undefined) parts.push(`within the last ${formatDuration(expected.withinLast)}`);
  return parts.join(' and ') + (expected.orNull ? ' (or nothing)' : '');
}

/** @returns a sentence for each path whose value does not fit. */
export function jsonMismatches(body: Json, expected: JsonExpectations, now: Date): string[] {
  return Object.entries(expected).flatMap(([path, wanted]) => {
    const found = query(path, body as never).values() as Json[];
    const wrong = mismatch(found[0], asComparison(wanted), now);
    return wrong === undefined ? [] : [`${path} is ${wrong}`];
  });
}

export function describeJsonExpectations(expected: JsonExpectations): string[] {
  return Object.entries(expected).map(
    ([path, wanted]) => `expects ${path}: ${describeComparison(asComparison(wanted))}`,
  );
}

function asComparison(wanted: JsonExpectations[string]): Comparison {
  return typeof wanted === 'object' && wanted !== null ? wanted : { equals: wanted };
}

function holds(value: Json, expected: Comparison, now: Date): boolean {
  const number = typeof value === 'number' ? value : Number.NaN;
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  const at = now.getTime();
  return (
    (expected.equals === undefined || same(value, expected.equals)) &&
    (expected.not === undefined || !same(value, expected.not)) &&
    (expected.in === undefined || expected.in.some((choice) => same(value, choice))) &&
    (expected.above === undefined || number > expected.above) &&
    (expected.min === undefined || number >= expected.min) &&
    (expected.below === undefined || number < expected.below) &&
    (expected.max === undefined || number <= expected.max) &&
    (expected.past === undefined || (expected.past ? time <= at : time > at)) &&
    (expected.withinLast === undefined || (time <= at && time >= at - expected.withinLast))
  );
}

function same(value: Json, other: Json): boolean {
  return canonicalJson(value) === canonicalJson(other);
}

function show(value: Json): string {
  const text = valueText(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

function isPath(text: string): boolean {
  try {
    compile(text);
    return true;
  } catch {
    // The library says why by throwing; the author is told by the schema's message.
    return false;
  }
}
