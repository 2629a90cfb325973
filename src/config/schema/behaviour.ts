import { z } from 'zod';
import { duration, name } from './primitives.ts';

export const timing = z.strictObject({
  lease: duration
    .prefault('30s')
    .meta({ description: 'After this long without a sign of life another worker takes a run over.' }),
  sweep: duration.prefault('5s').meta({ description: 'How often lost work is looked for.' }),
  drain: duration.prefault('20s').meta({ description: 'How long a stop waits for steps that are running.' }),
  cardInterval: duration.prefault('1s').meta({ description: 'Least time between two edits of one card.' }),
  checkpointInterval: duration
    .prefault('500ms')
    .meta({ description: 'How often new log entries are covered by a signed checkpoint.' }),
});

export const log = z.strictObject({
  origin: z
    .string()
    .regex(/^[^\s+]{1,200}$/, 'write a name without spaces or plus signs, such as ops.example.com/keyturn')
    .optional()
    .meta({ description: 'The name of this log in its signed checkpoints. Never change it later.' }),
  publish: name.optional().meta({ description: 'A channel where checkpoints are posted.' }),
});

export const breakGlass = z.strictObject({
  of: z.array(name).min(1).meta({ description: 'Roles that may act without approval.' }),
  limit: z.strictObject({ count: z.int().min(1), per: duration }).meta({ description: 'How often.' }),
  review: z
    .strictObject({ of: z.array(name).min(1), quorum: z.int().min(1), within: duration })
    .meta({ description: 'Who must look at it afterwards.' }),
  page: name.meta({ description: 'The role that is paged when the review is overdue.' }),
});

export type WrittenBreakGlass = z.infer<typeof breakGlass>;
