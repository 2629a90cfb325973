import type { Database, Tx } from '../../store/database.ts';
import { isEnded, isTaken, type Lease, type Run } from '../run/run.ts';
import { isUnderWay, type StepRun, type StillRunning } from '../run/step-run.ts';
import { holdRun, updateRun } from '../run/store.ts';
import type { Permit } from './admission.ts';
import type { AttemptDeps } from './attempt-deps.ts';
import { keepLease } from './lease-keeper.ts';
import { reapStep } from './reap-step.ts';
import { outOfReach, somewhere } from './still-running.ts';
import { createStop } from './stop.ts';
import { hostOf, isSameHost } from './worker-name.ts';

/** What a worker that is gone had under way, and what became of its programs, for the turn that takes the run over. */
export interface LeftBehind {
  /** Ours, for the time that it takes: the worker that is gone may not be, and writes nothing any more. */
  readonly lease: Lease;
  /** By position of the step, where its programs may still run. */
  readonly stillRunning: ReadonlyMap<number, StillRunning>;
}

export interface LeftBehindDeps extends AttemptDeps {
  readonly db: Database;
  readonly leaseMs: number;
}

/**
 * Stops the programs of a run whose worker is gone, before anybody decides anything about it: whatever then ends the run,
 * and frees its lock, they are gone by then.
 * @param permit of the run: others go on while programs take their time to be gone.
 * @returns undefined when nothing was under way, or when somebody works on it.
 */
export async function stopLeftBehind(
  deps: LeftBehindDeps,
  runId: string,
  permit: Pick<Permit, 'aside'>,
): Promise<LeftBehind | undefined> {
  const askedAt = performance.now();
  const fenced = await deps.db.transact((tx) => fenceOff(tx, deps, runId));
  if (fenced === undefined) return undefined;
  const { run, lease } = fenced;
  // Stopping takes its time: without signs of life the next one would fence this one off, and so on for ever.
  // Nobody can stop the stopping: what people want meanwhile is seen in the turn after it.
  const keeper = keepLease(deps, runId, lease, askedAt, createStop(), ['cancel']);
  const stillRunning = new Map<number, StillRunning>();
  try {
    for (const step of run.steps.filter(isUnderWay)) {
      const left = await permit.aside(() => stopStep(deps, run, step));
      if (left !== null) stillRunning.set(step.position, left);
    }
  } finally {
    await keeper.end();
  }
  return { lease, stillRunning };
}

/**
 * Takes the lease of a run that has something under way and whose worker gave no sign of life. Only then may its programs
 * be stopped: it would tell of them as failed.
 * @returns the run as its worker left it, and the new lease; undefined when there is nothing of the kind.
 */
export async function fenceOff(
  tx: Tx,
  { workerId, leaseMs }: Pick<LeftBehindDeps, 'workerId' | 'leaseMs'>,
  runId: string,
): Promise<{ readonly run: Run; readonly lease: Lease } | undefined> {
  const held = await holdRun(tx, runId);
  if (held === undefined) return undefined;
  const { run, now } = held;
  if (isEnded(run) || isTaken(run, now) || !run.steps.some(isUnderWay)) return undefined;
  const lease = { owner: workerId, epoch: run.epoch + 1 };
  await updateRun(tx, { ...run, lease, epoch: lease.epoch, dueAt: new Date(now.getTime() + leaseMs) });
  return { run, lease };
}

async function stopStep(deps: LeftBehindDeps, run: Run, step: StepRun): Promise<StillRunning | null> {
  const planned = run.plan.steps[step.position];
  if (planned === undefined || deps.kinds.get(planned.kind)?.reap === undefined) return null;
  // Not the host of the lease: that may be of somebody who fenced this attempt off before us, and then went as well.
  const there = step.worker === null ? undefined : hostOf(step.worker);
  if (there !== undefined && !isSameHost(there, hostOf(deps.workerId))) return outOfReach(there);
  const left = await reapStep(deps, run, step, planned);
  return left ?? (there === undefined ? somewhere() : null);
}
