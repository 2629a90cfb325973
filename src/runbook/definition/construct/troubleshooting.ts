import * as z from 'zod';
import { entryFields, pathName, sentence, sourceLines } from './entry.ts';

/** A symptom, what may cause it, and what to try in order; searchable in help. */
export const troubleshooting = z.strictObject({
  ...entryFields,
  symptoms: z.array(sentence).min(1),
  causes: z.array(sentence).optional(),
  tries: z
    .array(z.strictObject({ title: sentence, source: sourceLines, action: pathName.optional() }))
    .min(1),
});
