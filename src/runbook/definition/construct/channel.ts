import * as z from 'zod';
import { entryFields, sentence, slug } from './entry.ts';

/** A place where messages go: a chat channel by the name that keyturn.yaml maps, or a page. */
export const channel = z.strictObject({
  ...entryFields,
  name: slug.optional().meta({ description: 'Channel name without #, as in keyturn.yaml.' }),
  url: z.url().optional(),
  purpose: sentence,
});
