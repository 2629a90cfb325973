import * as z from 'zod';
import { duration } from '../../../duration.ts';
import { entryFields, sentence } from './entry.ts';

/** One level of this system's own scale; scales of several systems are never merged. */
export const severity = z.strictObject({
  ...entryFields,
  rank: z.int().min(0).max(9).meta({ description: '0 is the worst.' }),
  criteria: z.array(sentence).min(1),
  aliases: z
    .array(z.string().max(30))
    .optional()
    .meta({ description: 'Other labels of the source, e.g. MEDIUM-HIGH.' }),
  acknowledgeWithin: duration.optional(),
  assessWithin: duration.optional(),
  updateEvery: duration.optional(),
});
