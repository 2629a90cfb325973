import * as z from 'zod';
import { lastChange } from '../../audit/changes/store.ts';
import { OpsError } from '../../errors.ts';
import type { Reader } from '../../store/database.ts';

/** What somebody was asked about, and how far it had come by then: all that changes it stands in its log. */
export const askedAbout = z.object({
  subject: z.string(),
  title: z.string(),
  /** The number of the last entry that tells of a change. */
  entry: z.int(),
});

export type AskedAbout = z.infer<typeof askedAbout>;

export async function askedNow(reader: Reader, subject: string, title: string): Promise<AskedAbout> {
  return { subject, title, entry: await lastChange(reader, subject) };
}

/** @throws OpsError when it has changed since: what would be done now is not what was asked about. */
export async function refuseChanged(reader: Reader, { subject, title, entry }: AskedAbout): Promise<void> {
  if ((await lastChange(reader, subject)) === entry) return;
  throw new OpsError({
    code: 'button.changed-since',
    what: 'Nothing was done.',
    why: `"${title}" has changed since you were asked whether you meant it.`,
    next: 'Look at its card, and press the button there if you still mean it.',
  });
}
