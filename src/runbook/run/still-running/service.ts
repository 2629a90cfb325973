import type { Jobs } from '../../../jobs/port.ts';
import type { Tx } from '../../../store/database.ts';
import { freeLock } from '../precondition/store.ts';
import type { Run } from '../run.ts';
import { keepingLock } from './still-running.ts';

/** Frees the lock of a run that has ended and wakes whoever waits for it, unless one of its programs may still run. */
export async function freeAtEnd(tx: Tx, jobs: Pick<Jobs, 'wake'>, run: Run): Promise<void> {
  if (run.plan.lock === null || keepingLock(run) !== undefined) return;
  for (const next of await freeLock(tx, run.plan.lock, run.id)) await jobs.wake(tx, 'run', next);
}
