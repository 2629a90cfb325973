import * as z from 'zod';
import { duration } from '../../../duration.ts';
import { entryFields, pathName, sentence } from './entry.ts';

/** What is kept where, and how fresh it must be. */
export const backup = z.strictObject({
  ...entryFields,
  what: sentence,
  target: sentence,
  every: duration.optional(),
  continuous: z.literal(true).optional(),
  warnAfter: duration.optional(),
  alertAfter: duration.optional(),
  retention: duration.optional(),
  verifiedBy: pathName.optional().meta({ description: 'Action that checks it.' }),
  restoredBy: pathName.optional().meta({ description: 'Action that restores it.' }),
});
