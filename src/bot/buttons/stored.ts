import type * as z from 'zod';
import { OpsError } from '../../errors.ts';

/**
 * What a button or a form keeps, as its kind reads it.
 * @throws OpsError where another version of Keyturn wrote it in another way.
 */
export function readStored<T>(schema: z.ZodType<T>, data: unknown): T {
  const read = schema.safeParse(data);
  if (read.success) return read.data;
  throw ofAnotherVersion(read.error);
}

/** @param cause what this version does not know, for whoever looks into it */
export function ofAnotherVersion(cause: unknown): OpsError {
  const refusal = {
    code: 'button.another-version',
    what: 'Nothing was done.',
    why: 'Another version of Keyturn made this button or form, and this version does not understand it.',
    next: 'Give the command again, or use the buttons of the current card; /ops approvals list shows what is open.',
  };
  return new OpsError(refusal, { cause });
}
