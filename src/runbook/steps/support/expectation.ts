import * as z from 'zod';
import type { Json } from '../../../canonical.ts';
import { OpsError } from '../../../errors.ts';
import { compilePath } from '../../../json-path/json-path.ts';
import { cut } from '../../../values/cut.ts';
import { isExact } from '../../../values/number.ts';
import { jsonPath } from '../../definition/construct/json-path.ts';
import {
  type Comparison,
  checkPossible,
  comparison,
  describeComparison,
  scalar,
  storedComparison,
} from '../../plan/comparison.ts';
import { mismatch } from '../../plan/mismatch.ts';

/** What a value must be: the value itself, or a comparison. */
export const wantedValue = z.union([scalar, comparison.superRefine(checkPossible)]);

/** `$.path: value` or `$.path: { above: 3 }`. */
export const jsonExpectations = z.record(jsonPath, wantedValue);
export type JsonExpectations = z.output<typeof jsonExpectations>;
export const storedJsonExpectations: z.ZodType<JsonExpectations> = z.record(
  z.string(),
  z.union([scalar, storedComparison]),
);

/**
 * @returns a sentence for each path whose value does not fit.
 * @throws OpsError when nobody can tell, because looking would take too long.
 */
export function jsonMismatches(body: Json, expected: JsonExpectations, now: Date): string[] {
  return Object.entries(expected).flatMap(([path, wanted]) => {
    const wrong = mismatch(firstAt(path, body), asComparison(wanted), now);
    return wrong === undefined ? [] : [`${path} is ${wrong}`];
  });
}

export function describeJsonExpectations(expected: JsonExpectations): string[] {
  return Object.entries(expected).map(
    ([path, wanted]) => `expects ${path}: ${describeComparison(asComparison(wanted))}`,
  );
}

/** A value that stands alone is what is to be found. */
export function asComparison(wanted: JsonExpectations[string]): Comparison {
  return typeof wanted === 'object' && wanted !== null && !isExact(wanted) ? wanted : { equals: wanted };
}

/**
 * @returns the first value that a path leads to, undefined when it leads to none.
 * @throws OpsError when a plan that is older than a rule about paths holds one that is not taken any more, and when looking would
 * take too long.
 */
export function firstAt(text: string, body: Json): Json | undefined {
  const path = compilePath(text);
  if (!('why' in path)) return path.first(body);
  throw new OpsError({
    code: 'step.path',
    what: `${cut(text, 200)} was not looked up.`,
    why: `It ${path.why}.`,
    next: `Ask the author of the runbook to mend it. ${path.instead}`,
  });
}
