const EVERY_MS = 6 * 3_600_000;
const KEPT = 28;

/** Times of the kept state snapshots, newest first: every six hours for a week. */
export function backupTimes(now: Date): string[] {
  const newest = Math.floor(now.getTime() / EVERY_MS) * EVERY_MS;
  return Array.from({ length: KEPT }, (_, index) =>
    new Date(newest - index * EVERY_MS).toISOString().replace('.000Z', 'Z'),
  );
}
