import * as z from 'zod';
import { entryFields, roles, sentence } from './entry.ts';

/**
 * A step whose command the author does not know: each installation fills it in, in keyturn.yaml. Until then it is done by hand, and
 * somebody else than whoever asked for the run says that it was.
 */
export const slot = z.strictObject({
  ...entryFields,
  manual: sentence.meta({ description: 'What a person does while nobody has filled it in.' }),
  of: roles
    .optional()
    .meta({ description: 'Roles that may say it was done by hand. Default: whoever may ask or approve.' }),
  evidence: z
    .enum(['optional', 'required'])
    .default('required')
    .meta({ description: 'Whether a link or a note must prove what was done by hand.' }),
});

export type Slot = z.output<typeof slot>;

/** The key that stands in a step in the place of a kind. */
export const SLOT = 'slot';
