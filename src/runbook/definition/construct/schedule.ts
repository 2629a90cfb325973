import * as z from 'zod';
import { duration } from '../../../duration.ts';
import { besideOtherFaults } from '../../../written/beside.ts';
import { cron } from './cron.ts';
import { entryFields, pathName, slug } from './entry.ts';
import { timeZone } from './time-zone.ts';

/** When something is due: a calendar rule or an interval. Times are UTC unless a zone is given. */
export const schedule = z
  .strictObject({
    ...entryFields,
    cron: cron.optional().meta({ description: 'Five fields; the day of week may be 0#1 (first Sunday).' }),
    every: duration.optional(),
    afterCompletion: duration
      .optional()
      .meta({ description: 'Counted from the last completion, not the calendar.' }),
    date: z.iso.date().optional(),
    continuous: z.literal(true).optional(),
    timezone: timeZone.default('UTC'),
    missed: z
      .enum(['skip', 'latest', 'all'])
      .default('latest')
      .meta({ description: 'What to do after downtime.' }),
    starts: z
      .strictObject({
        checklist: slug.optional(),
        action: pathName.optional(),
        procedure: slug.optional(),
        reminder: z.string().max(300).optional(),
        watch: z
          .string()
          .max(300)
          .optional()
          .meta({ description: 'Done by another system; say what is expected.' }),
      })
      .refine((value) => Object.keys(value).length === 1, {
        message: 'a schedule starts exactly one thing',
        params: { suggestion: 'Write one of checklist, action, procedure, reminder and watch.' },
        ...besideOtherFaults(),
      }),
    onlyAfter: slug.optional().meta({ description: 'Schedule of the same day that must be finished first.' }),
  })
  .superRefine((value, context) => {
    const given = ['cron', 'every', 'afterCompletion', 'date', 'continuous'].filter((key) => key in value);
    if (given.length === 1) return;
    context.addIssue({
      code: 'custom',
      message: given.length === 0 ? 'a schedule without a time' : `a schedule with ${given.join(' and ')}`,
      params: { suggestion: 'Write exactly one of cron, every, afterCompletion, date and continuous.' },
    });
  }, besideOtherFaults());
