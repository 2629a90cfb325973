import type { Json } from '../../../canonical.ts';
import { speaksOf } from '../../plan/speaks-of.ts';
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
