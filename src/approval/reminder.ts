const SOONEST_MS = 60_000;
const LONGEST_MS = 6 * 3_600_000;

/**
 * When those who have not voted are reminded: when a quarter of the time is left, at most six hours. Undefined where that is
 * less than a minute: nobody would come in time.
 */
export function reminderAt(openedAt: Date, expiresAt: Date): Date | undefined {
  const leftMs = Math.min(LONGEST_MS, Math.floor((expiresAt.getTime() - openedAt.getTime()) / 4));
  return leftMs < SOONEST_MS ? undefined : new Date(expiresAt.getTime() - leftMs);
}
