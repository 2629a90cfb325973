import type { ClaimEvidence } from '../../approval/service/claim.ts';
import type { Approvals } from '../../approval/service.ts';
import { digestOf, type Json } from '../../canonical.ts';
import { crashPoint } from '../../crash-point.ts';
import type { Jobs } from '../../jobs/port.ts';
import type { Tx } from '../../store/database.ts';
import type { PlannedStep } from '../plan/plan.ts';
import { nextMove } from '../run/move.ts';
import { holdsLease, isEnded, isTaken, type Lease, type Run, runChain } from '../run/run.ts';
import { begin, conclude, isUnderWay, type Report, type StepRun } from '../run/step-run.ts';
import { holdRun } from '../run/store.ts';
import { type Draft, draftOf } from './draft.ts';
import { endRun } from './finish.ts';
import { startRun } from './start.ts';

export interface TurnDeps {
  readonly jobs: Jobs;
  readonly approvals: Pick<Approvals, 'claim' | 'settle' | 'invalidate' | 'get'>;
  readonly workerId: string;
  readonly leaseMs: number;
}

/** An attempt that was committed as started, and that the worker must now carry out. */
export interface Assignment {
  readonly lease: Lease;
  readonly run: Run;
  readonly step: StepRun;
  readonly planned: PlannedStep;
}

/** What became of the assignment before. */
export interface Finished {
  readonly lease: Lease;
  readonly position: number;
  readonly report: Report;
  readonly notices: readonly Notice[];
}

/** A message that goes out with the end of its step. */
export interface Notice {
  readonly channel: string | null;
  readonly text: string;
}

/**
 * One transaction on a run: writes down what became of the last attempt, decides what comes next, and marks it as
 * started. Everything is decided on the locked row: a worker without the lease changes nothing.
 * @param evidence what was found out about the votes of a run that is to begin.
 * @param mayStart false during a shutdown: the run is handed back instead of going on.
 * @returns what to carry out, or undefined when there is nothing for this worker.
 */
export async function turn(
  tx: Tx,
  deps: TurnDeps,
  runId: string,
  finished: Finished | undefined,
  mayStart: boolean,
  evidence?: ClaimEvidence,
): Promise<Assignment | undefined> {
  const held = await holdRun(tx, runId);
  if (held === undefined || isEnded(held.run)) return undefined;
  const { run, now } = held;
  if (finished === undefined ? isTaken(run, now) : !holdsLease(run, finished.lease)) return undefined;
  const draft = draftOf(run, now);
  if (finished === undefined) adopt(draft);
  else await write(tx, deps, draft, finished);
  const assignment = await goOn(tx, deps, draft, mayStart, evidence);
  await draft.save(tx, deps.jobs);
  crashPoint(finished === undefined ? 'before-start-commit' : 'before-finish-commit');
  return assignment;
}

/** Takes the run, perhaps over from a worker that is gone: what that one had under way was interrupted. */
function adopt(draft: Draft): void {
  draft.set({ lease: null });
  for (const step of draft.run.steps.filter(isUnderWay)) settleStep(draft, step, { kind: 'interrupted' });
}

async function write(tx: Tx, { jobs }: TurnDeps, draft: Draft, finished: Finished): Promise<void> {
  const step = draft.run.steps[finished.position];
  if (step === undefined) throw new Error(`run ${draft.run.id} has no step ${finished.position}`);
  settleStep(draft, step, finished.report);
  for (const [index, notice] of finished.notices.entries()) {
    // A subject of its own for each message: events that say the same of the same subject may be merged.
    const subject = `${runChain(draft.run.id)}/${finished.position}.${index}`;
    await jobs.emit(tx, {
      kind: 'run.notify',
      subject,
      at: draft.now,
      data: { run: draft.run.id, ...notice },
    });
  }
}

function settleStep(draft: Draft, step: StepRun, report: Report): void {
  const planned = plannedOf(draft.run, step.position);
  const after = conclude(step, planned, report, draft.now);
  draft.setStep(after);
  draft.say(`run.step.${after.state}`, {
    step: planned.id,
    attempt: after.attempt,
    outcome: after.outcome,
    reason: after.reason,
    result: after.state === 'succeeded' || after.state === 'failed' ? digestOf(after.result) : null,
  });
}

async function goOn(
  tx: Tx,
  deps: TurnDeps,
  draft: Draft,
  mayStart: boolean,
  evidence: ClaimEvidence | undefined,
): Promise<Assignment | undefined> {
  if (draft.run.state === 'queued' && !(await startRun(tx, deps, draft, evidence))) return undefined;
  for (;;) {
    const move = nextMove(draft.run, draft.now);
    switch (move.kind) {
      case 'skip':
        skip(draft, move.position, move.reason);
        break;
      case 'end':
        await endRun(tx, deps, draft, move.state, null, move.outcome);
        return undefined;
      case 'pause':
        draft.set({ state: move.state, lease: null, dueAt: move.until });
        if (move.until !== null) await deps.jobs.setTimer(tx, 'run.wait', runChain(draft.run.id), move.until);
        return undefined;
      case 'start':
        if (mayStart) return start(deps, draft, move.position);
        draft.set({ state: 'running', lease: null, dueAt: draft.now });
        return undefined;
    }
  }
}

function skip(draft: Draft, position: number, reason: string): void {
  const step = stepOf(draft.run, position);
  draft.setStep({ ...step, state: 'skipped', reason, endedAt: draft.now });
  draft.say('run.step.skipped', { step: plannedOf(draft.run, position).id, reason });
}

function start({ workerId, leaseMs }: TurnDeps, draft: Draft, position: number): Assignment {
  const { run, now } = draft;
  const epoch = run.lease === null ? run.epoch + 1 : run.epoch;
  const lease: Lease = { owner: workerId, epoch };
  const step = begin(stepOf(run, position), now);
  const planned = plannedOf(run, position);
  draft.setStep(step);
  draft.set({ state: 'running', lease, epoch, note: null, dueAt: new Date(now.getTime() + leaseMs) });
  const data: Record<string, Json> = {
    step: planned.id,
    attempt: step.attempt,
    effect: planned.effect,
    worker: workerId,
    epoch,
  };
  draft.say(step.state === 'running' ? 'run.step.started' : 'run.step.probed', data);
  return { lease, run: draft.run, step, planned };
}

function stepOf(run: Run, position: number): StepRun {
  const step = run.steps[position];
  if (step === undefined) throw new Error(`run ${run.id} has no step ${position}`);
  return step;
}

function plannedOf(run: Run, position: number): PlannedStep {
  const planned = run.plan.steps[position];
  if (planned === undefined) throw new Error(`the plan of run ${run.id} has no step ${position}`);
  return planned;
}
