import * as z from 'zod';
import type { Json } from '../../canonical.ts';
import { isRefusal } from '../../errors.ts';
import { besideOtherFaults } from '../../written/beside.ts';
import type { Scope } from '../steps/step.ts';
import { fits } from './comparison.ts';
import {
  checkLatePossible,
  comparisonNow,
  describeLateComparison,
  isKnown,
  type LateComparison,
  lateComparison,
  resolveComparison,
  storedLateComparison,
} from './late-comparison.ts';
import { inDoubt, otherwise } from './mismatch.ts';
import { speaksOf } from './speaks-of.ts';
import { parseTemplate } from './template.ts';
import { describeLateText, isGiven, type LateText, lateText, lateValue, storedLateText } from './text.ts';

/** A value, and what it must be, as an author writes it. */
export const writtenCondition = lateComparison
  .extend({
    value: z.string().min(1).meta({ description: 'A parameter, or the result of an earlier step.' }),
  })
  .refine(({ value: _value, orNull: _orNull, ...wanted }) => Object.keys(wanted).length > 0, {
    message: 'a condition without a comparison',
    params: { suggestion: 'Write one of equals, not, in, above, below, min, max, past and withinLast.' },
    ...besideOtherFaults(),
  })
  .superRefine(checkLatePossible);
export type WrittenCondition = z.output<typeof writtenCondition>;

/** A condition as it is planned. */
export interface Condition extends LateComparison {
  /** What the value is called where it is written: `params.mode`. */
  readonly name: string;
  readonly value: LateText;
}

/** A condition as a plan keeps it. */
export const storedCondition: z.ZodType<Condition> = z.strictObject({
  name: z.string(),
  value: storedLateText,
  ...storedLateComparison,
});

export function resolveCondition({ value, ...wanted }: WrittenCondition, scope: Scope): Condition {
  return {
    name: nameOf(value),
    value: lateText(value, scope.at('value')),
    ...resolveComparison(wanted, scope),
  };
}

/** A text with the names of its values in their places: `params.mode`. */
function nameOf(template: string): string {
  const { parts } = parseTemplate(template);
  return parts
    .map((part) => (typeof part === 'string' ? part : [part.scope, ...part.path].join('.')))
    .join('');
}

/** `steps.read.json.count is above 3`, `params.mode is slow (now fast)`. */
export function conditionInWords({ name, value, ...compared }: Condition): string {
  const now = isGiven(value) ? ` (now ${describeLateText(value)})` : '';
  return `${name} is ${describeLateComparison(compared)}${now}`;
}

/** Whether a condition holds; why not; or what it takes to tell, and is missing. */
export type Judged = { readonly holds: true } | { readonly unmet: string } | { readonly untold: string };

export function judgeCondition(
  condition: Condition,
  resultOf: (step: string) => Json | undefined,
  now: Date,
): Judged {
  const { name, value, ...compared } = condition;
  try {
    const found = lateValue(value, resultOf);
    if (found === undefined) return { untold: `${name} is missing` };
    const expected = comparisonNow(compared, found, resultOf);
    if ('missing' in expected) return { untold: `${expected.missing} is missing` };
    if (!isKnown(value, compared) && !speaksOf(found, expected))
      return { untold: `${name} is ${inDoubt(found, expected)}` };
    return fits(found, expected, now)
      ? { holds: true }
      : { unmet: `${name} is ${otherwise(found, expected)}` };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { untold: error.refusal.why };
  }
}
