import { duesBetween, lastDue, type Recurrence } from './recurrence.ts';

/** What becomes of what was due while Keyturn was down. */
export type Missed = 'skip' | 'latest' | 'all';

/** Until so long after it was due, nothing was missed: a restart or a slow database takes less. */
export const ON_TIME_MS = 5 * 60_000;

/** So many are written down in one transaction; the rest follows at once. */
const AT_ONCE = 200;

export interface CaughtUp {
  /** What is to be done, the oldest first. */
  readonly dues: readonly Date[];
  /** Up to when all is decided. */
  readonly through: Date;
  /** Whether something was due and is left out. */
  readonly leftOut: boolean;
}

/**
 * What of all that was due since `after` is to be done now.
 * @param after up to when all was decided before
 * @param base from when on a schedule counts that counts from its completion
 */
export function catchUp(
  recurrence: Recurrence,
  missed: Missed,
  { after, now, base }: { readonly after: Date; readonly now: Date; readonly base: Date },
): CaughtUp {
  if (missed === 'all') {
    const dues = duesBetween(recurrence, { after, until: now, base }, AT_ONCE);
    const through = dues.length < AT_ONCE ? now : (dues.at(-1) ?? now);
    return { dues, through, leftOut: false };
  }
  const last = lastDue(recurrence, after, now, base);
  if (last === undefined) return { dues: [], through: now, leftOut: false };
  const isLate = now.getTime() - last.getTime() > ON_TIME_MS;
  if (missed === 'skip' && isLate) return { dues: [], through: now, leftOut: true };
  const earlier = duesBetween(recurrence, { after, until: new Date(last.getTime() - 1), base }, 1);
  return { dues: [last], through: now, leftOut: earlier.length > 0 };
}
