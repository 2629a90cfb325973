import * as z from 'zod';
import type { Json } from '../../canonical.ts';
import { besideOtherFaults } from '../../written/beside.ts';
import { words } from '../../written/words.ts';
import { pathName } from '../definition/construct/entry.ts';
import { type DefinitionProblem, defineStep } from './step.ts';
import {
  type Comparison,
  checkPossible,
  comparison,
  describeComparison,
  mismatch,
  storedComparison,
} from './support/expectation.ts';
import { mayHold } from './support/possible.ts';
import { describeLateText, type LateText, lateText, lateValue, storedLateText } from './support/text.ts';

const check = comparison
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
  .superRefine(checkPossible);
const written = z.strictObject({ checks: z.array(check).min(1) });
type Written = z.infer<typeof written>;

interface AssertSpec {
  readonly checks: readonly {
    readonly label: string;
    readonly value: LateText;
    readonly expected: Comparison;
    readonly advisory: boolean;
    readonly source: string | null;
  }[];
}

const stored: z.ZodType<AssertSpec> = z.strictObject({
  checks: z.array(
    z.strictObject({
      label: z.string(),
      value: storedLateText,
      expected: storedComparison,
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
    const resolved = checks.map(({ label, value, advisory, source, next: _next, ...expected }, index) => {
      const at = scope.at('checks', index, 'value');
      const found = lateText(value, at);
      if (!isTemplate(expected) && !mayHold(scope.possible(value), expected))
        at.wrong(neverHolds(label, found, expected));
      return { label, value: found, expected, advisory: advisory ?? false, source: source ?? null };
    });
    return { checks: resolved };
  },
  describe({ checks }) {
    return checks.map(
      ({ label, value, expected, advisory, source }) =>
        `${label}: ${describeLateText(value)} must be ${describeComparison(expected)}` +
        `${advisory ? ' (advisory)' : ''}${source === null ? '' : ` [${source}]`}`,
    );
  },
  async execute({ checks }, context) {
    const findings = checks.map(({ label, value, expected, advisory, source }) => {
      const found = lateValue(value, context.resultOf);
      const wrong = mismatch(found, expected, context.now());
      return {
        label,
        found: found ?? null,
        expected: describeComparison(expected),
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

/** What looks like a placeholder in what is expected is a fault of its own. */
function isTemplate({ equals, not, in: among = [] }: Comparison): boolean {
  return [equals, not, ...among].some((value) => typeof value === 'string' && value.includes('{{'));
}

function neverHolds(label: string, value: LateText, expected: Comparison): DefinitionProblem {
  return {
    message: `${label} can never hold: ${describeLateText(value)} is never ${describeComparison(expected)}.`,
    suggestion:
      'Compare what an earlier step finds, such as `{{ steps.<id>.<field> }}`, with what it may be.',
  };
}
