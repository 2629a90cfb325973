import * as z from 'zod';
import { duration } from '../../../duration.ts';
import { besideOtherFaults } from '../../../written/beside.ts';
import { entryFields, pathName, sentence, slug } from './entry.ts';

const item = z
  .strictObject({
    ...entryFields,
    id: slug,
    section: z.string().max(100).optional(),
    action: pathName.optional().meta({ description: 'Action whose outcome ticks or fails the item.' }),
    check: z
      .string()
      .max(100)
      .optional()
      .meta({ description: 'Label of the check of that action which decides.' }),
    shows: z
      .array(pathName)
      .optional()
      .meta({ description: 'Actions whose output is attached for a human to judge.' }),
    procedure: slug.optional().meta({ description: 'Procedure offered when it fails.' }),
    confirm: sentence.optional().meta({ description: 'What a person confirms.' }),
    evidence: z.enum(['optional', 'required']).optional(),
    due: z
      .enum(['weekly', 'monthly', 'quarterly', 'yearly'])
      .optional()
      .meta({ description: 'Rarer than its list.' }),
  })
  .refine((value) => value.action !== undefined || value.confirm !== undefined, {
    message: 'nothing decides this item',
    params: { suggestion: 'Add `action:` to let its outcome decide, or `confirm:` to ask a person.' },
    ...besideOtherFaults('action', 'confirm'),
  });

/** Items that are worked off on a day, by actions or by people. */
export const checklist = z.strictObject({
  ...entryFields,
  channel: slug.optional(),
  dueWithin: duration.optional(),
  carryOver: z.boolean().default(false).meta({ description: 'Open items go to the next shift.' }),
  includes: z.array(slug).optional().meta({ description: 'Checklists that are worked off with it.' }),
  items: z.array(item).min(1),
});
