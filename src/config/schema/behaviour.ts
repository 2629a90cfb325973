import { z } from 'zod';
import { duration } from '../../duration.ts';
import { name } from './primitives.ts';

export const timing = z.strictObject({
  lease: duration
    .prefault('30s')
    .meta({ description: 'After this long without a sign of life another worker takes a run over.' }),
  drain: duration.prefault('20s').meta({ description: 'How long a stop waits for steps that are running.' }),
  cardInterval: duration.prefault('1s').meta({ description: 'Least time between two edits of one card.' }),
  checkpointInterval: duration
    .prefault('500ms')
    .meta({ description: 'How often new log entries are covered by a signed checkpoint.' }),
});

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
