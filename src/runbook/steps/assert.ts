import * as z from 'zod';
import type { Json } from '../../canonical.ts';
import { type Comparison, describeComparison } from '../plan/comparison.ts';
import {
  describeBetween,
  describeElapsedLimits,
  type Elapsed,
  isNeverDuration,
  isNeverMoment,
  mayBeNothing,
  measure,
  resolveElapsed,
  storedElapsed,
} from '../plan/elapsed.ts';
import {
  comparisonNow,
  describeLateComparison,
  isKnown,
  isLate,
  type LateComparison,
  resolveComparison,
  storedLateComparison,
} from '../plan/late-comparison.ts';
import { mayHold } from '../plan/may-hold.ts';
import { asCompared, mismatch } from '../plan/mismatch.ts';
import { describeLateText, type LateText, lateText, lateValue, storedLateText } from '../plan/text.ts';
import { type DefinitionProblem, defineStep, type Scope, type StepContext } from './step.ts';
import { check, comparisonIn, elapsedLimitsIn, type WrittenCheck } from './support/check.ts';

const written = z.strictObject({ checks: z.array(check).min(1) });
type Written = z.infer<typeof written>;

interface About {
  readonly label: string;
  readonly advisory: boolean;
  readonly source: string | null;
}
type ValueCheck = About & LateComparison & { readonly value: LateText };
type ElapsedCheck = About & Elapsed;
interface AssertSpec {
  readonly checks: readonly (ValueCheck | ElapsedCheck)[];
}

const about = { label: z.string(), advisory: z.boolean(), source: z.string().nullable() };
const stored: z.ZodType<AssertSpec> = z.strictObject({
  checks: z.array(
    z.union([
      z.strictObject({ ...about, value: storedLateText, ...storedLateComparison }),
      z.strictObject({ ...about, ...storedElapsed }),
    ]),
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
    return { checks: checks.map((given, index) => resolveCheck(given, scope.at('checks', index))) };
  },
  describe({ checks }) {
    return checks.map(
      (one) =>
        `${one.label}: ${inWords(one)}${one.advisory ? ' (advisory)' : ''}${one.source === null ? '' : ` [${one.source}]`}`,
    );
  },
  async execute({ checks }, context) {
    const findings = checks.map((one) => {
      const { label, advisory, source } = one;
      const { found, expected, wrong } =
        'between' in one ? judgeElapsed(one, context) : judgeValue(one, context);
      const ok = wrong === undefined;
      return {
        label,
        found,
        expected,
        ok,
        advisory,
        source,
        ...(ok ? {} : { wrong: `${label} is ${wrong}` }),
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

function resolveCheck(given: WrittenCheck, scope: Scope): ValueCheck | ElapsedCheck {
  const { label, value = '', between, advisory = false, source = null } = given;
  const about = { label, advisory, source };
  if (between !== undefined) return { ...about, ...resolveBetween(given, between, scope) };
  const at = scope.at('value');
  const found = lateText(value, at);
  const wanted = comparisonIn(given);
  const compared = resolveComparison(wanted, scope);
  if (!isLate(wanted) && !mayHold(scope.possible(value), compared.expected))
    at.wrong(neverHolds(label, found, compared.expected));
  return { ...about, value: found, ...compared };
}

function resolveBetween(given: WrittenCheck, between: readonly [string, string], scope: Scope): Elapsed {
  for (const [index, moment] of between.entries()) {
    if (!isNeverMoment(scope.possible(moment))) continue;
    scope.at('between', index).wrong({
      message: `${given.label} can never hold: ${moment} is never a time with its zone.`,
      suggestion:
        'Name what holds a time, such as `{{ steps.<id>.<field> }}`, or write one: 2026-03-01T14:05:09Z.',
    });
  }
  const limits = elapsedLimitsIn(given);
  for (const [key, limit] of Object.entries(limits)) refuseNoDuration(limit, scope.at(key));
  return resolveElapsed(between, limits, scope);
}

function refuseNoDuration(limit: string, scope: Scope): void {
  const possible = scope.possible(limit);
  if (isNeverDuration(possible))
    scope.wrong({
      message: `${limit} is never a duration.`,
      suggestion: 'Name a value of type duration, or write one, such as 90s, 15m or 24h.',
    });
  else if (mayBeNothing(possible))
    scope.wrong({
      message: `${limit} may be left out, and then there is nothing to compare with.`,
      suggestion: 'Let it be given: take its `required: false` away, or give it a default instead.',
    });
}

function inWords(one: ValueCheck | ElapsedCheck): string {
  if ('between' in one) return `${describeBetween(one.between)} must be ${describeElapsedLimits(one.limits)}`;
  return `${describeLateText(one.value)} must be ${describeLateComparison(one)}`;
}

interface Judged {
  readonly found: Json;
  readonly expected: string;
  /** Why it does not hold, in words that fit behind "is"; undefined where it does. */
  readonly wrong: string | undefined;
}

type JudgedIn = Pick<StepContext, 'resultOf' | 'now'>;

function judgeValue({ value, ...compared }: ValueCheck, { resultOf, now }: JudgedIn): Judged {
  const found = lateValue(value, resultOf);
  const expected = comparisonNow(compared, found, resultOf);
  if ('missing' in expected)
    return {
      found: found ?? null,
      expected: describeLateComparison(compared),
      wrong: `compared with ${expected.missing}, which is missing`,
    };
  const wrong = mismatch(found, expected, now(), isKnown(value, compared));
  return { found: asCompared(found ?? null, expected), expected: describeComparison(expected), wrong };
}

function judgeElapsed(one: ElapsedCheck, { resultOf }: JudgedIn): Judged {
  const { found, wrong } = measure(one, resultOf);
  return { found, expected: describeElapsedLimits(one.limits), wrong };
}

function neverHolds(label: string, value: LateText, expected: Comparison): DefinitionProblem {
  return {
    message: `${label} can never hold: ${describeLateText(value)} is never ${describeComparison(expected)}.`,
    suggestion:
      'Compare what an earlier step finds, such as `{{ steps.<id>.<field> }}`, with what it may be.',
  };
}
