import * as z from 'zod';
import { compilePattern } from '../../../pattern/pattern.ts';
import { besideOtherFaults } from '../../../written/beside.ts';
import { numeric } from '../../../written/numeric.ts';
import { boundProblem, boundText } from '../../plan/bound.ts';
import { VALUE_TYPES, type ValueType } from './value-type.ts';

const PATTERNED: readonly ValueType[] = [
  'text',
  'longtext',
  'integer',
  'number',
  'identifier',
  'url',
  'email',
];

/** Characters of a text of which nothing says how many. */
export const DEFAULT_MAX_LENGTH = 4_000;

const bound = z.union([
  numeric,
  z
    .string()
    .min(1)
    .max(100)
    .meta({ examples: ['30m', 'now-7d'] }),
]);

/** What says which values of a type are taken, beside the type itself. */
export const valueFields = {
  example: z
    .string()
    .max(200)
    .optional()
    .meta({ description: 'A value that would be taken; people see it.' }),
  choices: z.array(z.string().min(1).max(100)).min(1).optional(),
  pattern: z.string().optional().meta({
    description: 'Regular expression for the whole text, as in JavaScript, without looking ahead or back.',
  }),
  min: bound.optional().meta({
    description: 'The least: a number, a duration, or a time; times also as now, now-1h, now+7d.',
  }),
  max: bound.optional().meta({
    description: 'The greatest: a number, a duration, or a time; times also as now, now-1h, now+7d.',
  }),
  maxLength: z.int().min(1).max(100_000).optional().meta({ description: 'Characters; default 4000.' }),
};

const rule = z.object({ type: z.enum(VALUE_TYPES), ...valueFields });
/** A type, and which of its values are taken. */
export type ValueRule = z.output<typeof rule>;

/** The fields by which {@link checkRule} judges. */
const JUDGED = ['type', 'choices', 'min', 'max', 'pattern', 'maxLength'];

/** Speaks beside other faults of the block, and of `others` as well. */
export function besideFaultsOfRule(...others: readonly string[]) {
  return besideOtherFaults(...JUDGED, ...others);
}

/** Refuses what does not belong to the type, and a pattern or a bound that cannot be read. */
export function checkRule(value: ValueRule, context: z.RefinementCtx): void {
  const wrong = (path: string, message: string, suggestion: string): void => {
    context.addIssue({ code: 'custom', path: [path], message, params: { suggestion } });
  };
  if (value.type === 'choice' && value.choices === undefined) {
    wrong('type', 'a choice has no choices', 'Add `choices: [first, second]`.');
  }
  if (value.type !== 'choice' && value.choices !== undefined) {
    wrong('choices', `a value of type ${value.type} has choices`, 'Write `type: choice`.');
  }
  for (const key of ['min', 'max'] as const) {
    const given = value[key];
    const problem = given === undefined ? undefined : boundProblem(value.type, given);
    if (given === undefined || problem === undefined) continue;
    const what = problem.why.startsWith('does not apply') ? key : `'${boundText(given)}'`;
    wrong(key, `${what} ${problem.why}`, problem.instead);
  }
  if (value.pattern !== undefined && !PATTERNED.includes(value.type)) {
    wrong(
      'pattern',
      `pattern does not apply to type ${value.type}`,
      `Use it with ${PATTERNED.join(', ')} only.`,
    );
  }
  if (value.pattern !== undefined) {
    const pattern = compilePattern(value.pattern, value.maxLength ?? DEFAULT_MAX_LENGTH);
    if ('why' in pattern) wrong('pattern', `'${value.pattern}' ${pattern.why}`, pattern.instead);
  }
}
