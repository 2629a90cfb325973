import * as z from 'zod';
import type { Json } from '../../canonical.ts';
import { besideOtherFaults } from '../../written/beside.ts';
import { words } from '../../written/words.ts';
import { pathName } from '../definition/construct/entry.ts';
import { type Comparison, describeComparison } from '../plan/comparison.ts';
import {
  checkLatePossible,
  comparisonNow,
  describeLateComparison,
  isKnown,
  isLate,
  type LateComparison,
  lateComparison,
  resolveComparison,
  storedLateComparison,
} from '../plan/late-comparison.ts';
import { mayHold } from '../plan/may-hold.ts';
import { mismatch } from '../plan/mismatch.ts';
import { describeLateText, type LateText, lateText, lateValue, storedLateText } from '../plan/text.ts';
import { type DefinitionProblem, defineStep } from './step.ts';

const check = lateComparison
  .extend({
    label: words(),
    value: z.string().min(1).meta({ description: 'Mostly `{{ steps.<id>.<field> }}`.' }),
    advisory: z.boolean().optional().meta({ description: 'A miss is shown, and does not fail the step.' }),
    source: z.string().optional(),
    next: pathName.optional().meta({ description: 'The action to offer where it does not hold.' }),
  })
  .refine(
    ({
      label: _label,
      value: _value,
      advisory: _advisory,
      source: _source,
      next: _next,
      orNull: _orNull,
      ...wanted
    }) => Object.keys(wanted).length > 0,
    {
      message: 'a check without a comparison',
      params: { suggestion: 'Write one of equals, in, above, below, min, max, past and withinLast.' },
      ...besideOtherFaults(),
    },
  )
  .superRefine(checkLatePossible);
const written = z.strictObject({ checks: z.array(check).min(1) });
type Written = z.infer<typeof written>;

interface AssertSpec {
  readonly checks: readonly (LateComparison & {
    readonly label: string;
    readonly value: LateText;
    readonly advisory: boolean;
    readonly source: string | null;
  })[];
}

const stored: z.ZodType<AssertSpec> = z.strictObject({
  checks: z.array(
    z.strictObject({
      label: z.string(),
      value: storedLateText,
      ...storedLateComparison,
      advisory: z.boolean(),
      source: z.string().nullable(),
    }),
  ),
});

/** Compares values that earlier steps found with what the runbook says is right. */
export const assert = defineStep<Written, AssertSpec>({
  kind: 'assert',
  summary: 'Compares results of earlier steps with thresholds.',
  written,
  stored,
  defaultEffect: 'pure',
  resultOf: () => ({ checks: 'anything' }),
  resolve({ checks }, scope) {
    const resolved = checks.map(({ label, value, advisory, source, next: _next, ...wanted }, index) => {
      const at = scope.at('checks', index, 'value');
      const found = lateText(value, at);
      const compared = resolveComparison(wanted, scope.at('checks', index));
      if (!isLate(wanted) && !mayHold(scope.possible(value), compared.expected))
        at.wrong(neverHolds(label, found, compared.expected));
      return { label, value: found, ...compared, advisory: advisory ?? false, source: source ?? null };
    });
    return { checks: resolved };
  },
  describe({ checks }) {
    return checks.map(
      ({ label, value, advisory, source, ...compared }) =>
        `${label}: ${describeLateText(value)} must be ${describeLateComparison(compared)}` +
        `${advisory ? ' (advisory)' : ''}${source === null ? '' : ` [${source}]`}`,
    );
  },
  async execute({ checks }, context) {
    const findings = checks.map(({ label, value, advisory, source, ...compared }) => {
      const found = lateValue(value, context.resultOf);
      const expected = comparisonNow(compared, found, context.resultOf);
      const missing = 'missing' in expected;
      const wrong = missing
        ? `compared with ${expected.missing}, which is missing`
        : mismatch(found, expected, context.now(), isKnown(value, compared));
      return {
        label,
        found: found ?? null,
        expected: missing ? describeLateComparison(compared) : describeComparison(expected),
        ok: wrong === undefined,
        advisory,
        source,
        ...(wrong === undefined ? {} : { wrong: `${label} is ${wrong}` }),
      };
    });
    const misses = findings.filter((finding) => !finding.ok && !finding.advisory);
    const result: Json = { checks: findings };
    if (misses.length === 0) return { status: 'succeeded', result };
    return {
      status: 'failed',
      reason: misses.map((miss) => miss.wrong ?? miss.label).join('; '),
      next: 'Mend what is out of range, then run the action again.',
      result,
    };
  },
});

function neverHolds(label: string, value: LateText, expected: Comparison): DefinitionProblem {
  return {
    message: `${label} can never hold: ${describeLateText(value)} is never ${describeComparison(expected)}.`,
    suggestion:
      'Compare what an earlier step finds, such as `{{ steps.<id>.<field> }}`, with what it may be.',
  };
}
