import { z } from 'zod';

const limits = z.strictObject({
  above: z.number().optional(),
  below: z.number().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
});

export type Bound = z.output<typeof limits>;

/**
 * A range of numbers. `above`/`below` exclude the limit, `min`/`max` include it; what is given must all hold, so
 * `{ min: 0.97, max: 1.5 }` is a closed range.
 */
export const bound = limits
  .refine((value) => Object.keys(value).length > 0, 'a range without limits')
  .refine((value) => lowest(value) <= highest(value), 'the lower limit is above the upper one');

/** Exactly as written: 2 is neither below 2 nor above 2, but at most 2. */
export function isWithin(range: Bound, value: number): boolean {
  if (range.above !== undefined && !(value > range.above)) return false;
  if (range.below !== undefined && !(value < range.below)) return false;
  if (range.min !== undefined && !(value >= range.min)) return false;
  if (range.max !== undefined && !(value <= range.max)) return false;
  return true;
}

/** `above 2`, `at least 0.97 and at most 1.5`. */
export function describeBound(range: Bound): string {
  const parts: string[] = [];
  if (range.above !== undefined) parts.push(`above ${range.above}`);
  if (range.min !== undefined) parts.push(`at least ${range.min}`);
  if (range.below !== undefined) parts.push(`below ${range.below}`);
  if (range.max !== undefined) parts.push(`at most ${range.max}`);
  return parts.join(' and ');
}

function lowest(range: Bound): number {
  return Math.max(range.above ?? -Infinity, range.min ?? -Infinity);
}

function highest(range: Bound): number {
  return Math.min(range.below ?? Infinity, range.max ?? Infinity);
}
