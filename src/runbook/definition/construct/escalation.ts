import * as z from 'zod';
import { duration } from '../../../duration.ts';
import { levelCondition } from './condition.ts';
import { entryFields, sentence, slug, sourceLines } from './entry.ts';

/** Who is reached next, and when, until somebody acknowledges. */
export const escalation = z.strictObject({
  ...entryFields,
  default: z
    .literal(true)
    .optional()
    .meta({ description: 'Used where a procedure names no chain of its own.' }),
  levels: z
    .array(
      z.strictObject({
        level: z.string().max(20),
        contact: slug,
        source: sourceLines,
        after: duration
          .optional()
          .meta({ description: 'Since opening; absent: the response time of the incident.' }),
        only: levelCondition.optional().meta({ description: 'Condition; without it always.' }),
        availability: z.enum(['always', 'business-hours', 'emergency-only']).optional(),
        assumed: z.literal(true).optional(),
        notes: z.array(sentence).optional(),
      }),
    )
    .min(1),
});
