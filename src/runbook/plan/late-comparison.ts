import * as z from 'zod';
import type { Json } from '../../canonical.ts';
import { isNumeric, readNumber } from '../../values/number.ts';
import { numeric } from '../../written/numeric.ts';
import type { Scope } from '../steps/step.ts';
import {
  type Comparison,
  checkPossible,
  comparison,
  describeComparison,
  storedComparison,
} from './comparison.ts';
import { describeLateText, isGiven, type LateText, lateText, lateValue, storedLateText } from './text.ts';

/** What may be compared with another value: a parameter, a variable, the result of an earlier step. */
const LATE = ['equals', 'not', 'above', 'below', 'min', 'max'] as const;
type LateKey = (typeof LATE)[number];

const limit = z.union([
  numeric,
  z
    .string()
    .refine(isTemplate, {
      message: 'a text that is no number',
      params: { suggestion: 'Write a number, or a value such as "{{ params.limit }}".' },
    })
    .meta({ examples: ['{{ params.limit }}'] }),
]);

/** A comparison as an author writes it, where what is compared with may be another value. */
export const lateComparison = comparison.extend({
  above: limit.optional(),
  below: limit.optional(),
  min: limit.optional(),
  max: limit.optional(),
});
export type WrittenComparison = z.output<typeof lateComparison>;

/** A comparison that is planned: what is known by then, and what is known only while it runs. */
export interface LateComparison {
  readonly expected: Comparison;
  /** Absent: everything is known. */
  readonly late?: Readonly<Partial<Record<LateKey, LateText>>>;
}

/** As a plan keeps it, for a block that holds more. */
export const storedLateComparison = {
  expected: storedComparison,
  late: z.partialRecord(z.enum(LATE), storedLateText).exactOptional(),
};

function isTemplate(value: unknown): value is string {
  return typeof value === 'string' && value.includes('{{');
}

/** Whether a comparison is with other values, so that nobody can tell yet whether it ever holds. */
export function isLate(written: WrittenComparison): boolean {
  return [...LATE.map((key) => written[key]), ...(written.in ?? [])].some(isTemplate);
}

/** Refuses a comparison that no value fits, as far as it can be told. */
export function checkLatePossible(written: WrittenComparison, context: z.RefinementCtx): void {
  if (!isLate(written)) checkPossible(written as Comparison, context);
}

export function resolveComparison(written: WrittenComparison, scope: Scope): LateComparison {
  const late = LATE.flatMap((key) => {
    const value = written[key];
    return isTemplate(value) ? [[key, lateText(value, scope.at(key))] as const] : [];
  });
  const names: readonly string[] = late.map(([key]) => key);
  const known = Object.entries(written).filter(([key]) => !names.includes(key));
  const expected = Object.fromEntries(known) as Comparison;
  return late.length === 0 ? { expected } : { expected, late: Object.fromEntries(late) };
}

/**
 * What a value is compared with by now; or which of it is not there.
 * @param found beside a number, a text that is nothing but a number counts as one
 * @throws OpsError when a reference inside a longer text leads nowhere.
 */
export function comparisonNow(
  { expected, late = {} }: LateComparison,
  found: Json | undefined,
  resultOf: (step: string) => Json | undefined,
): Comparison | { readonly missing: string } {
  const known: Record<string, Json> = {};
  for (const [key, text] of Object.entries(late)) {
    const value = lateValue(text, resultOf);
    if (value === undefined) return { missing: describeLateText(text) };
    known[key] = typeof value === 'string' && isNumeric(found) ? (readNumber(value) ?? value) : value;
  }
  return { ...expected, ...known } as Comparison;
}

/** Whether a value and what it is compared with are known before anything runs; what was left out is nothing, whatever is beside it. */
export function isKnown(value: LateText, { late = {} }: LateComparison): boolean {
  return isGiven(value) && (describeLateText(value) === '' || Object.values(late).every(isGiven));
}

/** A value that is known already, as what it is; any other by its name. */
function shownNow(text: LateText): Json {
  const [only] = text;
  if (text.length === 1 && typeof only === 'object' && 'value' in only) return only.value;
  return describeLateText(text);
}

/** `above ‹before.json.count› and at most 5`. */
export function describeLateComparison({ expected, late = {} }: LateComparison): string {
  const names = Object.entries(late).map(([key, text]) => [key, shownNow(text)] as const);
  return describeComparison({ ...expected, ...Object.fromEntries(names) } as Comparison);
}
