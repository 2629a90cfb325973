import * as z from 'zod';
import { duration, LONGEST_TIMER_MS } from '../../duration.ts';
import { name } from './primitives.ts';

/** Workers renew a lease once a second: in less, those that are well would lose it. */
const SHORTEST_LEASE_MS = 2_000;

/** A {@link duration} after which the program itself does something. */
const timer = duration.refine((ms) => ms <= LONGEST_TIMER_MS, {
  error: 'Keyturn does nothing less often than every 24 days.',
  params: { suggestion: 'Write at most 24d.' },
});

export const timing = z.strictObject({
  lease: timer
    .refine((ms) => ms >= SHORTEST_LEASE_MS, {
      error: 'A lease of less than 2 s would be lost by workers that are well: they renew it once a second.',
      params: { suggestion: 'Write at least 2s; 30s does for most.' },
    })
    .prefault('30s')
    .meta({ description: 'After this long without a sign of life another worker takes a run over.' }),
  drain: timer.prefault('20s').meta({ description: 'How long a stop waits for steps that are running.' }),
  cardInterval: timer.prefault('1s').meta({ description: 'Least time between two edits of one card.' }),
  checkpointInterval: timer
    .prefault('500ms')
    .meta({ description: 'How often new log entries are covered by a signed checkpoint.' }),
});

const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write hours and minutes, such as 22:00, in quotes')
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

const zone = z
  .string()
  .refine((name) => isZone(name), 'write the name of a time zone, such as Europe/Berlin or UTC');

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

export const calls = z
  .strictObject({
    quiet: z
      .strictObject({
        from: timeOfDay,
        to: timeOfDay,
        zone: zone.default('UTC').meta({ description: 'In whose time.' }),
      })
      .refine(({ from, to }) => from !== to, {
        error: 'From and to are the same: that would be all day, or never.',
        params: { suggestion: 'Write two times, or leave quiet out.' },
      })
      .optional()
      .meta({
        description:
          'Each day from one time to the other nobody is called for approvals; they are called when it ends. Default: never.',
      }),
  })
  .meta({ description: 'When people are called, by name, for what waits for them.' });

export const commands = z
  .strictObject({
    in: z.array(name).default([]).meta({
      description: 'Channels where commands are taken, and those that Keyturn opens. Default: everywhere.',
    }),
  })
  .meta({ description: 'Where people give commands.' });

const emoji = z
  .array(z.string().regex(/^\S{1,64}$/, 'write an emoji, or the name of a custom one without colons'))
  .min(1)
  .max(10);

export const reactions = z
  .strictObject({
    approve: emoji.default(['✅']),
    reject: emoji.default(['❌']),
  })
  .meta({ description: 'The emoji that vote; all others mean nothing.' });

export const log = z.strictObject({
  origin: z
    .string()
    .regex(/^[^\s+]{1,200}$/, 'write a name without spaces or plus signs, such as ops.example.com/keyturn')
    .optional()
    .meta({ description: 'The name of this log in its signed checkpoints. Never change it later.' }),
  publish: name.optional().meta({ description: 'A channel where checkpoints are posted.' }),
});
