import { record } from '../../audit/service.ts';
import type { Jobs } from '../../jobs/port.ts';
import type { Database, Tx } from '../../store/database.ts';
import { isEnded, isTaken, RUN } from '../run/run.ts';
import { findForged, sealOf } from '../run/seal.ts';
import { freeAtEnd } from '../run/still-running/service.ts';
import { knownGone, mayStillRun, type StillRunningStep } from '../run/still-running/still-running.ts';
import { holdRun, readRun, updateRun } from '../run/store.ts';
import type { AttemptDeps } from './attempt-deps.ts';
import { ENGINE } from './draft.ts';
import { reapStep } from './reap-step.ts';
import { hostOf, isSameHost } from './worker-name.ts';

export interface LookAgainDeps extends AttemptDeps {
  readonly db: Database;
  readonly jobs: Jobs;
}

/**
 * Looks once more for the programs of a run that could not be stopped, where they may run: somebody may have ended them,
 * or the host was started again. Where they are gone what waits for that goes on, and nobody has to say so.
 */
export async function lookAgain(deps: LookAgainDeps, runId: string): Promise<void> {
  const { db, workerId } = deps;
  const run = await db.read((reader) => readRun(reader, runId));
  if (run === undefined) return;
  for (const step of run.steps.filter(mayStillRun)) {
    const planned = run.plan.steps[step.position];
    if (planned === undefined || !isSameHost(step.stillRunning.host, hostOf(workerId))) continue;
    if ((await reapStep(deps, run, step, planned)) !== null) continue;
    await db.transact((tx) => tellGone(tx, deps, runId, step));
  }
}

/** Decided on the locked row: people may have said so meanwhile, and begun another attempt. */
async function tellGone(
  tx: Tx,
  { jobs }: Pick<LookAgainDeps, 'jobs'>,
  runId: string,
  { position, attempt }: StillRunningStep,
): Promise<void> {
  const held = await holdRun(tx, runId);
  const step = held?.run.steps[position];
  if (held === undefined || step?.attempt !== attempt || !mayStillRun(step)) return;
  const { run, now } = held;
  if ((await findForged(tx, run)) !== undefined) return;
  const after = knownGone(step, 'it was looked for again and does not run any more');
  const changed = { ...run, steps: run.steps.with(position, after) };
  const chain = RUN.subject(runId);
  const data = { step: run.plan.steps[position]?.id ?? '', sealed: sealOf(changed) };
  await record(tx, { chain, kind: 'run.found-gone', actor: ENGINE, at: now, data });
  const dueAt = isEnded(run) || isTaken(run, now) ? run.dueAt : now;
  await updateRun(tx, { ...changed, dueAt }, [after]);
  if (isEnded(run)) await freeAtEnd(tx, jobs, changed);
  await jobs.emit(tx, { kind: 'run.changed', subject: chain, at: now, data: { state: run.state } });
}
