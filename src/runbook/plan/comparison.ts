import * as z from 'zod';
import { canonicalJson, type Json } from '../../canonical.ts';
import { duration, formatDuration } from '../../duration.ts';
import { cut } from '../../values/cut.ts';
import { readInstant } from '../../values/instant.ts';
import { comparable, isNumeric, type Numeric } from '../../values/number.ts';
import { numeric } from '../../written/numeric.ts';
import { valueText } from './value-text.ts';

/** What stands alone. */
export const scalar = z.union([z.string(), numeric, z.boolean(), z.null()]);

/** What a value is compared with. What is given must all hold; `above`/`below` exclude the limit, `min`/`max` include it. */
export const comparison = z.strictObject({
  equals: scalar.optional(),
  not: scalar.optional(),
  in: z.array(scalar).min(1).optional(),
  above: numeric.optional(),
  below: numeric.optional(),
  min: numeric.optional(),
  max: numeric.optional(),
  /** A time with its zone (RFC 3339) that has passed, or an empty one when `orNull`. */
  past: z.boolean().optional(),
  /** A time that is not longer ago than this; up to {@link AHEAD_MS} ahead counts as now. */
  withinLast: duration.optional(),
  /** The value may also be null, e.g. a cooldown that never began. */
  orNull: z.boolean().optional(),
});
export type Comparison = z.output<typeof comparison>;

/** A comparison as a plan keeps it: times are milliseconds there. */
export const storedComparison: z.ZodType<Comparison> = z.strictObject({
  ...comparison.shape,
  withinLast: z.number().optional(),
});

/** Refuses a comparison that no value fits: whatever is found, the step would fail. */
export function checkPossible(expected: Comparison, context: z.RefinementCtx): void {
  const pair = contradiction(expected);
  if (pair === undefined) return;
  const message = `nothing is ${describeComparison(pair)}`;
  context.addIssue({
    code: 'custom',
    message,
    params: { suggestion: 'Take one of the two away, or mend it.' },
  });
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

/** The part of a comparison that rules out all values, as short as can be told. */
export function contradiction(expected: Comparison): Comparison | undefined {
  const { orNull: _orNull, past, withinLast, ...fixed } = expected;
  const exact = fixed.equals === undefined ? fixed.in : [fixed.equals];
  if (exact?.some((value) => fits(value, fixed)) === false) return fixed;
  if (past === false && withinLast !== undefined) return { past, withinLast };
  const time = {
    ...(past === undefined ? {} : { past }),
    ...(withinLast === undefined ? {} : { withinLast }),
  };
  if (exact !== undefined) {
    if (Object.keys(time).length === 0 || exact.some(isMoment)) return undefined;
    return { ...(fixed.equals === undefined ? { in: [...exact] } : { equals: fixed.equals }), ...time };
  }
  const limit = LIMITS.find((key) => fixed[key] !== undefined);
  if (limit !== undefined && Object.keys(time).length > 0) return { [limit]: fixed[limit], ...time };
  const lower = [{ min: fixed.min }, { above: fixed.above }];
  const upper = [{ max: fixed.max }, { below: fixed.below }];
  return lower.flatMap((low) => upper.map((high) => ({ ...low, ...high }))).find(isEmpty);
}

/** What only numbers fit. */
const LIMITS = ['above', 'min', 'below', 'max'] as const;

function isMoment(value: Json): boolean {
  return typeof value === 'string' && readInstant(value) !== undefined;
}

/** No number lies between the two limits. */
function isEmpty({ min, above, max, below }: Comparison): boolean {
  const [low, high] = [min ?? above, max ?? below];
  if (low === undefined || high === undefined) return false;
  return above === undefined && below === undefined ? !fits(low, { max: high }) : !fits(low, { below: high });
}

/** Whether a value fits. @param now may be left out where nothing speaks of time */
export function fits(value: Json, expected: Comparison, now = EVER): boolean {
  return (value === null && expected.orNull === true) || holds(value, expected, now);
}

/** What does not speak of time is compared the same at any. */
const EVER = new Date(0);

/** Clocks of two hosts differ: what has just happened on another one may lie so far ahead here. */
const AHEAD_MS = 60_000;

function holds(value: Json, expected: Comparison, now: Date): boolean {
  const against = (limit: Numeric): number => order(value, limit);
  const time = typeof value === 'string' ? (readInstant(value)?.getTime() ?? Number.NaN) : Number.NaN;
  const at = now.getTime();
  return (
    (expected.equals === undefined || same(value, expected.equals)) &&
    (expected.not === undefined || !same(value, expected.not)) &&
    (expected.in === undefined || expected.in.some((choice) => same(value, choice))) &&
    (expected.above === undefined || against(expected.above) > 0) &&
    (expected.min === undefined || against(expected.min) >= 0) &&
    (expected.below === undefined || against(expected.below) < 0) &&
    (expected.max === undefined || against(expected.max) <= 0) &&
    (expected.past === undefined || (expected.past ? time <= at : time > at)) &&
    (expected.withinLast === undefined || (time <= at + AHEAD_MS && time >= at - expected.withinLast))
  );
}

/** How a value stands to a limit, without rounding; NaN, which fits no comparison, when it is no number. */
function order(value: Json, limit: Numeric): number {
  const [found, other] = [comparable(value), comparable(limit)];
  return found === undefined || other === undefined ? Number.NaN : found.cmp(other);
}

/** Beside a number, a text that is nothing but a number counts as one; beside a text only the same text will do. */
function same(value: Json, other: Json): boolean {
  if (isNumeric(other)) return order(value, other) === 0;
  return canonicalJson(value) === canonicalJson(other);
}

/** A value as it stands in a sentence, cut where it is long. */
export function show(value: Json): string {
  const text = valueText(value);
  return cut(text, 120);
}
