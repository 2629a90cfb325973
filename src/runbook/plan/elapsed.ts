import * as z from 'zod';
import type { Json } from '../../canonical.ts';
import { formatDuration, parseDuration } from '../../duration.ts';
import { nanosecondsOf } from '../../values/instant.ts';
import type { Scope } from '../steps/step.ts';
import { mayHold } from './may-hold.ts';
import type { Possible } from './possible.ts';
import { describeLateText, type LateText, lateText, lateValue, storedLateText } from './text.ts';

/** What the time between two moments is compared with. */
export const ELAPSED_LIMITS = ['above', 'min', 'below', 'max'] as const;
export type ElapsedLimit = (typeof ELAPSED_LIMITS)[number];
type Limits = Readonly<Partial<Record<ElapsedLimit, LateText>>>;

const WORDS: Readonly<Record<ElapsedLimit, string>> = {
  above: 'above',
  min: 'at least',
  below: 'below',
  max: 'at most',
};

/** The time between two moments, and what it must be: durations as they are written, or known only while it runs. */
export interface Elapsed {
  readonly between: readonly [LateText, LateText];
  readonly limits: Limits;
}

/** As a plan keeps it, for a block that holds more. */
export const storedElapsed = {
  between: z.tuple([storedLateText, storedLateText]),
  limits: z.partialRecord(z.enum(ELAPSED_LIMITS), storedLateText),
};

/** @param written limits by their keys, each a duration or a value such as `{{ params.longest }}` */
export function resolveElapsed(
  [from, to]: readonly [string, string],
  written: Readonly<Partial<Record<ElapsedLimit, string>>>,
  scope: Scope,
): Elapsed {
  const limits = ELAPSED_LIMITS.flatMap((key) => {
    const limit = written[key];
    return limit === undefined ? [] : [[key, lateText(limit, scope.at(key))] as const];
  });
  const at = scope.at('between');
  return { between: [lateText(from, at.at(0)), lateText(to, at.at(1))], limits: Object.fromEntries(limits) };
}

/** `above 1m and at most 15m` */
export function describeElapsedLimits(limits: Limits): string {
  return ELAPSED_LIMITS.flatMap((key) => {
    const limit = limits[key];
    return limit === undefined ? [] : [`${WORDS[key]} ${describeLateText(limit)}`];
  }).join(' and ');
}

/** `the time from ‹loss.at› to ‹ask.to›` */
export function describeBetween([from, to]: Elapsed['between']): string {
  return `the time from ${describeLateText(from)} to ${describeLateText(to)}`;
}

/** What was measured; and why it does not do, in words that fit behind "is". */
export interface Measured {
  /** As a duration is written; null where there is none. */
  readonly found: string | null;
  readonly wrong?: string;
}

/**
 * Measures and compares without rounding. Moments that are none, and the later one first, are never within a limit: whoever
 * exchanged them would be told that all is well.
 */
export function measure(
  { between, limits }: Elapsed,
  resultOf: (step: string) => Json | undefined,
): Measured {
  const [from, to] = between.map((text) => momentOf(text, resultOf));
  const bad = [from, to].find((moment) => typeof moment === 'string');
  if (typeof from !== 'bigint' || typeof to !== 'bigint') return { found: null, wrong: `not known: ${bad}` };
  if (to < from)
    return {
      found: null,
      wrong: `negative: ${describeLateText(between[1])} comes before ${describeLateText(between[0])}`,
    };
  const elapsed = to - from;
  const found = formatDuration(Number((elapsed + 999_999n) / 1_000_000n));
  for (const key of ELAPSED_LIMITS) {
    const limit = limits[key];
    if (limit === undefined) continue;
    const duration = durationOf(limit, resultOf);
    if (duration === undefined)
      return { found, wrong: `compared with ${describeLateText(limit)}, which is no duration` };
    if (!fits(key, elapsed, duration))
      return { found, wrong: `${found}, expected ${describeElapsedLimits(limits)}` };
  }
  return { found };
}

function fits(key: ElapsedLimit, elapsed: bigint, limit: bigint): boolean {
  switch (key) {
    case 'above':
      return elapsed > limit;
    case 'min':
      return elapsed >= limit;
    case 'below':
      return elapsed < limit;
    case 'max':
      return elapsed <= limit;
  }
}

/** In nanoseconds; or what is wrong with it. */
function momentOf(text: LateText, resultOf: (step: string) => Json | undefined): bigint | string {
  const value = lateValue(text, resultOf);
  if (value === undefined) return `${describeLateText(text)} is missing`;
  const moment = typeof value === 'string' ? nanosecondsOf(value) : undefined;
  return moment ?? `${describeLateText(text)} is no time with its zone`;
}

/** In nanoseconds. */
function durationOf(text: LateText, resultOf: (step: string) => Json | undefined): bigint | undefined {
  const value = lateValue(text, resultOf);
  const ms = typeof value === 'string' ? parseDuration(value) : undefined;
  return ms === undefined ? undefined : BigInt(ms) * 1_000_000n;
}

/** Whether what may stand there is never a moment, whenever that is. */
export function isNeverMoment(possible: Possible): boolean {
  return !mayHold(possible, { past: true });
}

/** Whether what may stand there is never a duration. */
export function isNeverDuration(possible: Possible): boolean {
  return possible.every(
    (one) =>
      one.type === 'number' || one.type === 'block' || (one.type === 'value' && !isDuration(one.value)),
  );
}

function isDuration(value: Json): boolean {
  return typeof value === 'string' && parseDuration(value) !== undefined;
}

/** Whether nothing at all may stand there. */
export function mayBeNothing(possible: Possible): boolean {
  return possible.some((one) => one.type === 'value' && one.value === '');
}

/** Whether no time is within limits that are known: the lower one is above the upper one, or is it and excluded. */
export function leavesNoTime(written: Readonly<Partial<Record<ElapsedLimit, string>>>): boolean {
  const [min, above, max, below] = (['min', 'above', 'max', 'below'] as const).map((key) =>
    parseDuration(written[key] ?? ''),
  );
  const low = Math.max(min ?? 0, above ?? 0);
  const high = Math.min(max ?? Number.POSITIVE_INFINITY, below ?? Number.POSITIVE_INFINITY);
  const isOpen = (above !== undefined && above === low) || (below !== undefined && below === high);
  return low > high || (low === high && isOpen);
}
