import * as z from 'zod';
import { sentence, sourceLines } from './entry.ts';

/** A value of the installation, used as `{{ vars.name }}` and overridden in keyturn.yaml. */
export const variable = z.strictObject({
  description: sentence,
  default: z.string().max(2_000).optional(),
  source: sourceLines,
});
