import * as z from 'zod';
import { words } from '../../../written/words.ts';
import { bound } from './bound.ts';
import { entryFields, pathName, sentence, slug, sourceLines } from './entry.ts';

/** A question with ways on; the first choice whose `when` holds is preselected, a person may choose another. */
export const decision = z.strictObject({
  ...entryFields,
  question: sentence,
  metric: slug.optional().meta({ description: 'Metric that preselects a choice.' }),
  choices: z
    .array(
      z.strictObject({
        id: slug,
        label: words({ longest: 75 }),
        source: sourceLines,
        when: bound.optional(),
        tell: sentence.optional(),
        action: pathName.optional(),
        procedure: slug.optional(),
        decision: slug.optional().meta({ description: 'The next question.' }),
      }),
    )
    .min(2),
});
