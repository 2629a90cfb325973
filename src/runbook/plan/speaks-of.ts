import type { Json } from '../../canonical.ts';
import { readInstant } from '../../values/instant.ts';
import { comparable, isNumeric } from '../../values/number.ts';
import type { Comparison } from './comparison.ts';

/**
 * Whether a value is of the sort that a comparison is about, so that it can fit or differ. Of any other nobody can tell: an error, an
 * empty answer or `null` also differs from what is expected.
 */
export function speaksOf(value: Json, expected: Comparison): boolean {
  if (value === null && expected.orNull) return true;
  const { equals, not, past, withinLast } = expected;
  const limits = [expected.above, expected.below, expected.min, expected.max];
  return (
    (equals === undefined || isOfSort(value, equals)) &&
    (expected.in === undefined || expected.in.some((choice) => isOfSort(value, choice))) &&
    (not === undefined || not === null || isOfSort(value, not)) &&
    limits.every((limit) => limit === undefined || areNumbers(value, limit)) &&
    ((past === undefined && withinLast === undefined) || isInstant(value)) &&
    (value !== null || namesNull(expected))
  );
}

function areNumbers(...values: readonly Json[]): boolean {
  return values.every((value) => comparable(value) !== undefined);
}

/** As comparisons take them: a text that is nothing but a number counts as one beside a number. A blank text says nothing. */
function isOfSort(value: Json, other: Json): boolean {
  if (isNumeric(other)) return comparable(value) !== undefined;
  if (value === null || other === null) return value === other;
  if (typeof value === 'string' && typeof other === 'string')
    return value.trim() !== '' || other.trim() === '';
  return typeof value === typeof other;
}

function isInstant(value: Json): boolean {
  return typeof value === 'string' && readInstant(value) !== undefined;
}

function namesNull({ equals, not, in: choices = [] }: Comparison): boolean {
  return equals === null || not === null || choices.includes(null);
}
