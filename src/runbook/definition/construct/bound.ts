import * as z from 'zod';

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
  .refine((value) => Object.keys(value).length > 0, {
    message: 'a range without limits',
    params: { suggestion: 'Give it at least one of above, below, min and max, such as { above: 2 }.' },
    abort: true,
  })
  .refine((value) => lowest(value) <= highest(value), {
    message: 'the lower limit is above the upper one',
    params: { suggestion: 'Exchange the two; for everything outside a range write two ranges in the list.' },
    abort: true,
  })
  .refine(hasRoom, {
    message: 'no number lies between a limit and itself',
    params: { suggestion: 'Write min and max instead of above and below to include the limit.' },
  });

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

/** Where both limits are one number, it must belong to the range. */
function hasRoom(range: Bound): boolean {
  return lowest(range) < highest(range) || isWithin(range, lowest(range));
}

function lowest(range: Bound): number {
  return Math.max(range.above ?? -Infinity, range.min ?? -Infinity);
}

function highest(range: Bound): number {
  return Math.min(range.below ?? Infinity, range.max ?? Infinity);
}
