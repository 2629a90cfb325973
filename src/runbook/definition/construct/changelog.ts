import * as z from 'zod';
import { RISKS } from './action.ts';
import { pathName, sentence, slug, sourceLines } from './entry.ts';

/** How operational changes are written down. */
export const changelog = z.strictObject({
  source: sourceLines,
  description: sentence,
  types: z.array(slug).min(1),
  action: pathName.optional().meta({ description: 'Action that adds an entry by hand.' }),
  // What only looks changes nothing.
  automaticFor: z
    .array(z.enum(RISKS).exclude(['read']))
    .meta({ description: 'Risks whose runs are entered by themselves.' }),
});
