import { hasFault } from './faults.ts';
import type { PlantState } from './state.ts';

const EVERY_MS = 6 * 3_600_000;
const KEPT = 28;

/** Times of the kept state snapshots, newest first: every six hours for a week. */
export function backupTimes(state: PlantState, now: Date): string[] {
  const due = Math.floor(now.getTime() / EVERY_MS) * EVERY_MS;
  const newest = hasFault(state, 'backup-late') ? due - 2 * EVERY_MS : due;
  return Array.from({ length: KEPT }, (_, index) =>
    new Date(newest - index * EVERY_MS).toISOString().replace('.000Z', 'Z'),
  );
}

/** Whether a backup does not match its checksum. */
export function isDamaged(state: PlantState, timestamp: string, now: Date): boolean {
  return hasFault(state, 'backup-damaged') && timestamp === backupTimes(state, now)[0];
}
