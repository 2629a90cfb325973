import type * as z from 'zod';
import { comparable, type Numeric } from '../../../values/number.ts';
import { comparison, contradiction, describeComparison, fits } from '../../plan/comparison.ts';

/** The comparisons of `when` and `assert` that speak of numbers alone. */
const limits = comparison.pick({ above: true, below: true, min: true, max: true });

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
  .refine((value) => !isReversed(value), {
    message: 'the lower limit is above the upper one',
    params: { suggestion: 'Exchange the two; for everything outside a range write two ranges in the list.' },
    abort: true,
  })
  .refine((value) => contradiction(value) === undefined, {
    message: 'no number lies between a limit and itself',
    params: { suggestion: 'Write min and max instead of above and below to include the limit.' },
  });

/** Exactly as written: 2 is neither below 2 nor above 2, but at most 2. */
export function isWithin(range: Bound, value: Numeric): boolean {
  return fits(value, range);
}

/** `above 2`, `at least 0.97 and at most 1.5`. */
export function describeBound(range: Bound): string {
  return describeComparison(range);
}

/** Whether a lower limit is above an upper one, whichever of them are given. */
export function isReversed({ above, below, min, max }: Bound): boolean {
  return [above, min].some((low) => [below, max].some((high) => isGreater(low, high)));
}

function isGreater(one: Numeric | undefined, other: Numeric | undefined): boolean {
  const [first, second] = [comparable(one), comparable(other)];
  return first !== undefined && second !== undefined && first.gt(second);
}
