import * as z from 'zod';
import { words } from '../../../written/words.ts';
import { entryFields, fieldName, slug } from './entry.ts';
import { param } from './param.ts';

/** A message with blanks: `{{ fields.x }}` in the text, one typed field a blank. Serves kind `template`. */
export const messageTemplate = z.strictObject({
  ...entryFields,
  channel: slug.optional(),
  fields: z.record(fieldName, param),
  text: words({ longest: 4_000 }),
});
