import * as z from 'zod';
import { duration, period } from '../../../duration.ts';
import { besideOtherFaults } from '../../../written/beside.ts';
import { cron } from './cron.ts';
import { entryFields, pathName, roles, slug } from './entry.ts';
import { timeZone } from './time-zone.ts';

/** Each occurrence of what is started or looked for has a row, and cron knows no shorter time either. */
const SHORTEST_MS = 60_000;

/** When something is due: a calendar rule or an interval. Times are UTC unless a zone is given. */
export const schedule = z
  .strictObject({
    ...entryFields,
    cron: cron.optional().meta({ description: 'Five fields; the day of week may be 0#1 (first Sunday).' }),
    every: period.optional().meta({ description: 'Counted from 1970-01-01 00:00 UTC.' }),
    afterCompletion: period
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
    within: duration
      .refine((ms) => ms > 0, {
        error: 'Nothing is done in no time at all.',
        params: { suggestion: 'Write how long it may take, such as 30m.' },
      })
      .optional()
      .meta({ description: 'It is missed when it is not done so long after it was due.' }),
    seenBy: z
      .strictObject({
        action: pathName.optional(),
        confirm: z.string().max(300).optional().meta({ description: 'A question to people.' }),
      })
      .refine((value) => Object.keys(value).length === 1, {
        message: 'what another system does is seen by exactly one thing',
        params: { suggestion: 'Write one of action, which only looks, and confirm, a question to people.' },
        ...besideOtherFaults(),
      })
      .optional()
      .meta({ description: 'Of a watch: by what it is seen that it was done.' }),
    calls: roles.optional().meta({ description: 'Roles that are called when it was missed, or failed.' }),
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
  }, besideOtherFaults())
  .superRefine(
    (value, context) => {
      for (const { path, message, suggestion } of faultsOf(value))
        context.addIssue({ code: 'custom', message, params: { suggestion }, path: [path] });
    },
    besideOtherFaults('starts', 'seenBy', 'within', 'every', 'calls', 'continuous'),
  );

interface Fault {
  readonly path: string;
  readonly message: string;
  readonly suggestion: string;
}

interface Written {
  readonly continuous?: true | undefined;
  readonly every?: number | undefined;
  readonly within?: number | undefined;
  readonly starts: { readonly watch?: string | undefined };
  readonly seenBy?: object | undefined;
  readonly calls?: readonly string[] | undefined;
}

function* faultsOf(value: Written): Generator<Fault> {
  const { continuous = false, every, within, starts, seenBy, calls } = value;
  const isWatch = starts.watch !== undefined;
  if (continuous && (!isWatch || seenBy !== undefined))
    yield {
      path: 'continuous',
      message: 'what goes on all the time is never due',
      suggestion:
        'Say when it is due: with cron, every, afterCompletion or date. A monitor looks at the rest.',
    };
  if (every !== undefined && every < SHORTEST_MS && (!isWatch || seenBy !== undefined))
    yield {
      path: 'every',
      message: 'it is due more often than once a minute',
      suggestion: 'Write 60s or longer; what is looked at more often is a monitor.',
    };
  if (seenBy !== undefined && !isWatch)
    yield {
      path: 'seenBy',
      message: 'Keyturn knows itself what became of what it starts',
      suggestion: 'Take seenBy out; it belongs to a watch.',
    };
  if (seenBy !== undefined && within === undefined)
    yield {
      path: 'seenBy',
      message: 'it does not say by when it must be seen',
      suggestion: 'Add `within`, such as `within: 30m`.',
    };
  if (isWatch && seenBy === undefined && (within !== undefined || calls !== undefined))
    yield {
      path: within === undefined ? 'calls' : 'within',
      message: 'nothing sees whether another system did it, so it is never missed',
      suggestion: 'Add `seenBy`: an action that only looks, or a question to people.',
    };
  if (every !== undefined && within !== undefined && within > every)
    yield {
      path: 'within',
      message: 'it is due again before it is missed',
      suggestion: 'Write at most the time of `every`.',
    };
}
