import * as z from 'zod';
import { words } from '../../../written/words.ts';
import { rangesIn } from '../citation/lines.ts';

/** A short name that people type: `reset`, `morning`. */
export const slug = z
  .string()
  .max(60)
  .regex(
    /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/,
    'write lower-case words joined by hyphens, such as reset-breaker',
  );

/** A name with a path: `circuit-breaker/reset`. */
export const pathName = z
  .string()
  .max(100)
  .regex(
    /^[a-z][a-z0-9]*(?:[-/][a-z0-9]+)*$/,
    'write lower-case words joined by hyphens or slashes, such as circuit-breaker/reset',
  );

/** A name inside `{{ params.… }}`, `{{ vars.… }}`: letters, digits and underscores. */
export const fieldName = z
  .string()
  .max(40)
  .regex(/^[a-zA-Z][a-zA-Z0-9_]*$/, 'start with a letter and use letters, digits and underscores only');

/** Lines of the document that a runbook was taken from: `L12`, `L12-14`, `L29, L95-100`. */
export const citedLines = z
  .string()
  .regex(
    /^L\d+(?:-\d+)?(?:, L\d+(?:-\d+)?)*$/,
    'cite lines of the source document, such as L183-184 or L53, L62-63',
  )
  .refine((citation) => rangesIn(citation).every(({ from, to }) => from >= 1 && from <= to), {
    message: 'no lines of a document are counted like this',
    params: { suggestion: 'Lines are counted from 1; write the first before the last, such as L183-184.' },
  });

/** The same where there may be none: a runbook without a document cites nothing. */
export const sourceLines = citedLines.optional();

export const title = words({ longest: 120 });
export const sentence = words({ longest: 2_000 });

/**
 * What every item of a runbook carries. `source` cites the document that it was taken from, if there is one. `assumed` marks what the
 * document does not say, and `notes` tell people how a gap or a contradiction of the document was settled: both are
 * shown with the item.
 */
export const entryFields = {
  title: title.meta({ description: 'What it is, in a few words.' }),
  description: sentence.optional().meta({ description: 'More, for the help.' }),
  source: sourceLines.meta({
    description: 'Lines of the document, e.g. L183-184; needed where the runbook names one.',
  }),
  assumed: z.literal(true).optional().meta({ description: 'The source does not say this; shown to people.' }),
  notes: z
    .array(sentence)
    .optional()
    .meta({ description: 'How a gap or contradiction of the source was settled; shown to people.' }),
};

/** Names of roles, at least one. */
export const roles = z.array(slug).min(1);
