import * as z from 'zod';
import { period } from '../../../duration.ts';
import { numeric } from '../../../written/numeric.ts';
import { fieldName, pathName, roles, sentence } from './entry.ts';
import { besideFaultsOfRule, checkRule, valueFields } from './value.ts';
import { VALUE_TYPES } from './value-type.ts';

/** What a person gives when they ask for an action. */
export const param = z
  .strictObject({
    type: z.enum(VALUE_TYPES),
    description: sentence,
    required: z.boolean().optional().meta({ description: 'Default true, unless there is a default.' }),
    default: z.union([z.string(), numeric, z.boolean()]).optional(),
    from: z
      .strictObject({
        action: pathName,
        or: z.array(pathName).min(1).optional().meta({
          description: 'Other actions that hand on the same. What the newest run of all of them gave counts.',
        }),
        gives: fieldName,
        within: period.optional(),
      })
      .optional()
      .meta({
        description:
          'Default: what the last successful run of another action gave, at most so long ago (7d unless given). Of a pick: the action that lists what there is to pick, looked at anew when its list is older (5m unless given).',
      }),
    beneficiary: z.literal(true).optional().meta({
      description: 'This person benefits from what is asked, and never approves or reviews it.',
    }),
    of: roles.optional().meta({ description: 'Of a person: they hold one of these roles.' }),
    not: z
      .array(
        z
          .string()
          .regex(/^\s*\{\{.*\}\}\s*$/, 'write another parameter or a variable, such as "{{ params.old }}"'),
      )
      .min(1)
      .optional()
      .meta({ description: 'Other parameters and variables, whose values it must not have.' }),
    addsUp: z
      .strictObject({ with: z.array(fieldName).min(1), to: numeric })
      .optional()
      .meta({ description: 'A number that adds up with other parameters to a fixed one.' }),
    ...valueFields,
  })
  .superRefine(
    (value, context) => {
      checkRule(value, context);
      if (value.type === 'pick' && value.from === undefined) {
        const suggestion =
          'Add `from: { action: …, gives: … }`, an action that only looks and hands on a list.';
        const message = 'a pick has nothing to pick from';
        context.addIssue({ code: 'custom', path: ['type'], message, params: { suggestion } });
      }
      if (value.type === 'pick' && value.from?.or !== undefined) {
        const suggestion = 'Remove `or`, and have one action list all that there is.';
        const message = 'a pick has one list';
        context.addIssue({ code: 'custom', path: ['from', 'or'], message, params: { suggestion } });
      }
      if (value.beneficiary && value.type !== 'person') {
        const suggestion = 'Write `type: person`, or remove `beneficiary`.';
        const message = `a value of type ${value.type} benefits from nothing`;
        context.addIssue({ code: 'custom', path: ['beneficiary'], message, params: { suggestion } });
      }
      if (value.of !== undefined && value.type !== 'person') {
        const suggestion = 'Write `type: person`, or remove `of`.';
        const message = `a value of type ${value.type} holds no role`;
        context.addIssue({ code: 'custom', path: ['of'], message, params: { suggestion } });
      }
      if (value.from !== undefined && value.default !== undefined) {
        const suggestion = 'Remove `default` or `from`.';
        context.addIssue({
          code: 'custom',
          path: ['from'],
          message: 'a parameter has one default',
          params: { suggestion },
        });
      }
    },
    besideFaultsOfRule('from', 'default', 'beneficiary', 'of'),
  );

export type Param = z.output<typeof param>;

/** The actions of which the newest run hands it on. */
export function giversOf({ action, or = [] }: NonNullable<Param['from']>): readonly string[] {
  return [action, ...or];
}

/** A parameter must be given unless it has a default or says that it is not required. */
export function isRequired(param: Param): boolean {
  return param.default === undefined && param.required !== false;
}
