import * as z from 'zod';
import { period } from '../../../duration.ts';
import { compilePattern } from '../../../pattern/pattern.ts';
import { besideOtherFaults } from '../../../written/beside.ts';
import { numeric } from '../../../written/numeric.ts';
import { fieldName, pathName, sentence } from './entry.ts';

export const PARAM_TYPES = [
  'text',
  'longtext',
  'integer',
  'number',
  'boolean',
  'choice',
  'duration',
  'datetime',
  'url',
  'email',
  'solana-address',
  'evm-address',
  'identifier',
] as const;
export type ParamType = (typeof PARAM_TYPES)[number];

const NUMERIC: readonly ParamType[] = ['integer', 'number'];
const PATTERNED: readonly ParamType[] = ['text', 'longtext', 'identifier', 'url', 'email'];

/** Characters of a text whose parameter does not say how many. */
export const DEFAULT_MAX_LENGTH = 4_000;

/** What a person gives when they ask for an action. */
export const param = z
  .strictObject({
    type: z.enum(PARAM_TYPES),
    description: sentence,
    required: z.boolean().optional().meta({ description: 'Default true, unless there is a default.' }),
    default: z.union([z.string(), numeric, z.boolean()]).optional(),
    from: z.strictObject({ action: pathName, gives: fieldName, within: period.optional() }).optional().meta({
      description:
        'Default: what the last successful run of another action gave, at most so long ago (7d unless given).',
    }),
    example: z.string().max(200).optional(),
    choices: z.array(z.string().min(1).max(100)).min(1).optional(),
    pattern: z.string().optional().meta({
      description: 'Regular expression for the whole text, as in JavaScript, without looking ahead or back.',
    }),
    min: numeric.optional(),
    max: numeric.optional(),
    maxLength: z.int().min(1).max(100_000).optional().meta({ description: 'Characters; default 4000.' }),
  })
  .superRefine(
    (value, context) => {
      const wrong = (path: string, message: string, suggestion: string): void => {
        context.addIssue({ code: 'custom', path: [path], message, params: { suggestion } });
      };
      if (value.type === 'choice' && value.choices === undefined) {
        wrong('type', 'a choice has no choices', 'Add `choices: [first, second]`.');
      }
      if (value.type !== 'choice' && value.choices !== undefined) {
        wrong('choices', `a parameter of type ${value.type} has choices`, 'Write `type: choice`.');
      }
      for (const bound of ['min', 'max'] as const) {
        if (value[bound] !== undefined && !NUMERIC.includes(value.type)) {
          wrong(
            bound,
            `${bound} does not apply to type ${value.type}`,
            'Use it with integer or number only.',
          );
        }
      }
      if (value.pattern !== undefined && !PATTERNED.includes(value.type)) {
        wrong(
          'pattern',
          `pattern does not apply to type ${value.type}`,
          `Use it with ${PATTERNED.join(', ')} only.`,
        );
      }
      if (value.from !== undefined && value.default !== undefined) {
        wrong('from', 'a parameter has one default', 'Remove `default` or `from`.');
      }
      if (value.pattern !== undefined) {
        const pattern = compilePattern(value.pattern, value.maxLength ?? DEFAULT_MAX_LENGTH);
        if ('why' in pattern) wrong('pattern', `'${value.pattern}' ${pattern.why}`, pattern.instead);
      }
    },
    besideOtherFaults('type', 'choices', 'min', 'max', 'pattern', 'maxLength', 'from', 'default'),
  );

export type Param = z.output<typeof param>;

/** A parameter must be given unless it has a default or says that it is not required. */
export function isRequired(param: Param): boolean {
  return param.default === undefined && param.required !== false;
}
