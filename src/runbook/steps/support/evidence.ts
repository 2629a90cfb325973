import type { Json } from '../../../canonical.ts';
import { readInstant } from '../../../values/instant.ts';
import { comparable, isNumeric } from '../../../values/number.ts';
import type { Comparison } from '../../plan/comparison.ts';
import { asComparison, firstAt, type JsonExpectations, jsonMismatches } from './expectation.ts';

/** What an answer tells of an effect: that it happened, or what shows that it did not. */
export type Evidence = { readonly done: true } | { readonly done: false; readonly because: string };

/**
 * What the answer to a probe tells. An error, an empty answer or a value of another sort also differs from what is expected, and
 * says nothing of the effect: only values that can stand beside the expected ones do, and all of them must be there.
 * @returns undefined when nobody can tell.
 * @throws OpsError when nobody can tell, because looking would take too long.
 */
export function evidenceOf(body: Json, expected: JsonExpectations, now: Date): Evidence | undefined {
  for (const [path, wanted] of Object.entries(expected)) {
    const found = firstAt(path, body);
    if (found === undefined || !speaksOf(found, asComparison(wanted))) return undefined;
  }
  const wrong = jsonMismatches(body, expected, now);
  return wrong.length === 0 ? { done: true } : { done: false, because: wrong.join('; ') };
}

/** Whether a value is of the sort that a comparison is about, so that it can fit or differ. */
function speaksOf(value: Json, expected: Comparison): boolean {
  if (value === null && expected.orNull) return true;
  const { equals, not, past, withinLast } = expected;
  const limits = [expected.above, expected.below, expected.min, expected.max];
  return (
    (equals === undefined || isOfSort(value, equals)) &&
    (expected.in === undefined || expected.in.some((choice) => isOfSort(value, choice))) &&
    (not === undefined || not === null || isOfSort(value, not)) &&
    (limits.every((limit) => limit === undefined) || comparable(value) !== undefined) &&
    ((past === undefined && withinLast === undefined) || isInstant(value)) &&
    (value !== null || namesNull(expected))
  );
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
