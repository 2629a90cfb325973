import * as z from 'zod';
import { entryFields, sentence } from './entry.ts';

/** Prose that people must be able to look up: a rule, an address, a place, a version. Serves kind `policy`. */
export const fact = z.strictObject({
  ...entryFields,
  value: sentence.optional().meta({ description: 'The fact itself, e.g. 3-of-5 or /opt/shop/bin/reindex.' }),
  url: z.url().optional(),
  placeholder: z.literal(true).optional().meta({ description: 'The source left it blank; fill it in.' }),
});
