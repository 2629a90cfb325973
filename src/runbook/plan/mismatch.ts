import type { Json } from '../../canonical.ts';
import { hexadecimal, isNumeric } from '../../values/number.ts';
import { type Comparison, describeComparison, fits, show } from './comparison.ts';
import { speaksOf } from './speaks-of.ts';

/**
 * What keeps a value from being as it must, in words that fit behind "is": it is known to be otherwise, or nobody can tell, because
 * it is missing or of another sort. Undefined when it fits.
 * @param known whether people gave both sides: what they gave is known, whatever sort it is of
 */
export function mismatch(
  value: Json | undefined,
  expected: Comparison,
  now: Date,
  known = false,
): string | undefined {
  if (value === undefined) return 'missing';
  if (!fits(value, expected, now)) return otherwise(value, expected);
  return known || speaksOf(value, expected) ? undefined : inDoubt(value, expected);
}

/** In words that fit behind "is", of a value that does not fit. */
export function otherwise(value: Json, expected: Comparison): string {
  return `${show(asCompared(value, expected))}, expected ${describeComparison(expected)}`;
}

/** What a node of Ethereum answers in hexadecimal is compared with a number as one, and shown as one: people compare digits. */
export function asCompared(value: Json, { equals, not, in: choices = [], ...limits }: Comparison): Json {
  const { above, below, min, max } = limits;
  const isNumber = [equals, not, above, below, min, max, ...choices].some(isNumeric);
  return isNumber ? (hexadecimal(value) ?? value) : value;
}

/** The same of a value that is of another sort than what it is compared with. */
export function inDoubt(value: Json, expected: Comparison): string {
  return `${show(value)}, of which nobody can tell whether it is ${describeComparison(expected)}`;
}
