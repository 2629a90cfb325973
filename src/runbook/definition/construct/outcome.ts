import * as z from 'zod';
import { words } from '../../../written/words.ts';
import type { Severity } from '../../plan/plan.ts';
import { pathName, slug } from './entry.ts';

export const SEVERITIES = ['good', 'info', 'warning', 'danger'] as const satisfies readonly Severity[];

/** More buttons than these are a list to search, not a next step. */
const MOST_NEXT = 3;

/** What it means that an action ends so, and what comes next. */
export const outcome = z.strictObject({
  severity: z.enum(SEVERITIES).optional().meta({
    description: 'Whether it is good or bad. Unless given, it asks for attention and is never green.',
  }),
  says: words({ longest: 160 })
    .optional()
    .meta({ description: 'One sentence, read first: what happened, and what it means.' }),
  next: z
    .array(pathName)
    .max(MOST_NEXT)
    .optional()
    .meta({ description: 'Actions offered as buttons. Unless given, those that require this outcome.' }),
  opens: slug.optional().meta({ description: 'Procedure that can be started then, by a button.' }),
});

/** As exit codes and choices are called. */
export const outcomeName = z
  .string()
  .max(100)
  .regex(/^[a-z][a-z0-9-]*$/, 'an outcome is written in lower case with hyphens');
