import * as z from 'zod';
import { besideOtherFaults } from '../../../written/beside.ts';
import { roles, sentence, slug } from './entry.ts';

/** Ends of a step of a procedure, beside the outcomes of its action. */
export const STEP_ENDS = ['succeeded', 'failed', 'skipped'] as const;

/** When a step of a procedure is due: as an earlier step ended, or as a person says. */
export const stepCondition = z
  .strictObject({
    step: slug.optional().meta({ description: 'An earlier step of the procedure.' }),
    is: slug
      .optional()
      .meta({ description: 'How it ended: succeeded, failed, skipped, or an outcome of its action.' }),
    asked: sentence.optional().meta({ description: 'A question that a person answers with yes or no.' }),
    of: roles.optional().meta({ description: 'Roles that may answer.' }),
  })
  .refine(
    ({ step, is, asked, of }) =>
      asked === undefined
        ? step !== undefined && is !== undefined && of === undefined
        : step === undefined && is === undefined,
    {
      message: 'a condition is either how an earlier step ended, or a question to a person',
      params: { suggestion: 'Write `{ step: look, is: failed }`, or `{ asked: Is it authorized? }`.' },
      ...besideOtherFaults(),
    },
  );

/** When a level of an escalation is reached at all. */
export const levelCondition = z
  .strictObject({
    severity: z
      .array(slug)
      .min(1)
      .optional()
      .meta({ description: 'The incident has one of these severities.' }),
    asked: z.literal(true).optional().meta({ description: 'Only when a person wants it, never by time.' }),
  })
  .refine((value) => Object.keys(value).length > 0, {
    message: 'a condition without anything to compare',
    params: { suggestion: 'Write `{ severity: [p0] }`, `{ asked: true }`, or both.' },
    ...besideOtherFaults(),
  });
