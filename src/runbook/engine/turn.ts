import { REQUEST } from '../../approval/request.ts';
import type { ClaimEvidence } from '../../approval/service/claim.ts';
import { readTogether } from '../../audit/authentic.ts';
import type { Json } from '../../canonical.ts';
import { goingOnFrom } from '../../clock.ts';
import { crashPoint } from '../../crash-point.ts';
import type { Tx } from '../../store/database.ts';
import { together } from '../../store/together.ts';
import { begin, conclude, type Report } from '../run/conclude.ts';
import { leftUndone } from '../run/left-undone.ts';
import { nextMove } from '../run/move.ts';
import { holdsLease, isEnded, isTaken, type Lease, RUN, type Run } from '../run/run.ts';
import { findForged } from '../run/seal.ts';
import { isUnderWay, type StepRun } from '../run/step-run.ts';
import { LEFT_OFF, leaveInDoubt, leaveOff, WOULD_UNDO } from '../run/stopped.ts';
import { holdRun } from '../run/store.ts';
import type { Assignment, Finished, TurnDeps } from './assignment.ts';
import { type Draft, draftOf } from './draft.ts';
import { plannedOf, stepOf, tellStep } from './draft-step.ts';
import { endRun, stopUnwarranted } from './finish.ts';
import { giveWay } from './give-way.ts';
import { carryInside } from './inside.ts';
import type { LeftBehind } from './left-behind.ts';
import { resume } from './resume.ts';
import { startRun } from './start.ts';
import type { Begun } from './until-heard.ts';
import { refuseUnwarranted } from './warrant.ts';

/** What was found out before a turn, outside of its transaction. */
export interface Beforehand {
  /** The request that the run comes from, if that is known: it is locked and read in one round trip with the run. */
  readonly requestId?: string | null;
  /** About the votes of a run that is to begin. */
  readonly evidence?: ClaimEvidence;
  /** What the worker before had under way, now stopped; without it nothing of the kind is taken over. */
  readonly left?: LeftBehind;
  /** What this turn began before, if the commit of that was made: its answer was lost. Nothing else is done then. */
  readonly unheard?: Begun | undefined;
}

/**
 * One transaction on a run: writes down what became of the last attempt, decides what comes next, and marks it as
 * started. Everything is decided on the locked row: a worker without the lease changes nothing, and what is told a second
 * time, because the answer to the commit was lost, is written once.
 * @param mayStart false during a shutdown: the run is handed back instead of going on.
 * @returns what to carry out, or undefined when there is nothing for this worker.
 */
export async function turn(
  tx: Tx,
  deps: TurnDeps,
  runId: string,
  finished: Finished | undefined,
  mayStart: boolean,
  { evidence, requestId, left, unheard }: Beforehand = {},
): Promise<Assignment | undefined> {
  const [held] = await together([
    holdRun(tx, runId),
    requestId === undefined ? undefined : readAhead(tx, deps, runId, requestId),
  ]);
  if (held === undefined || isEnded(held.run)) return undefined;
  const { run, now } = held;
  const ours = unheard?.lease ?? finished?.lease ?? left?.lease;
  if (ours !== undefined && !holdsLease(run, ours)) return undefined;
  // The programs of what is under way must be stopped first, whatever comes next: whoever asks again does that.
  if (ours === undefined && (isTaken(run, now) || run.steps.some(isUnderWay))) return undefined;
  if (unheard !== undefined && !isAttempt(run, unheard.step)) return undefined;
  const draft = draftOf(run, now);
  const told = unheard !== undefined || (finished !== undefined && !isAttempt(run, finished.step));
  if (!told && finished === undefined) adopt(draft, left);
  if (!told && finished !== undefined) await write(tx, deps, draft, finished);
  if (requestId !== run.requestId) await readAhead(tx, deps, runId, run.requestId);
  const sealed = run.requestId === null ? undefined : await deps.approvals.sealed(tx, run.requestId);
  const alone = finished?.alone === true;
  const unwarranted = (await findForged(tx, run)) ?? refuseUnwarranted(run, sealed);
  const assignment =
    unwarranted !== undefined
      ? await stopUnwarranted(tx, deps, draft, unwarranted, sealed)
      : told
        ? resume(deps, draft, mayStart && !alone)
        : alone
          ? handBack(draft)
          : await goOn(tx, deps, draft, mayStart, evidence);
  await draft.save(tx, deps.jobs);
  crashPoint(finished === undefined ? 'before-start-commit' : 'before-finish-commit');
  return assignment;
}

/** Locks the request, and reads what the log has of it and of the run, with one statement each. */
async function readAhead(
  tx: Tx,
  { approvals }: TurnDeps,
  runId: string,
  requestId: string | null,
): Promise<void> {
  if (requestId !== null) approvals.holdAhead(tx, requestId);
  await readTogether(tx, [RUN.subject(runId), ...(requestId === null ? [] : [REQUEST.subject(requestId)])]);
}

/** Takes the run, perhaps over from a worker that is gone: what that one had under way was interrupted. */
function adopt(draft: Draft, left: LeftBehind | undefined): void {
  draft.set({ lease: null });
  for (const step of draft.run.steps.filter(isUnderWay)) {
    const stillRunning = left?.stillRunning.get(step.position) ?? null;
    settleStep(draft, step, { kind: 'interrupted', stillRunning });
  }
}

/** Whether exactly this attempt is under way: its number, and whether it carries the step out or asks its probe. */
function isAttempt(run: Run, { position, attempt, state }: Finished['step']): boolean {
  const step = stepOf(run, position);
  return isUnderWay(step) && step.attempt === attempt && step.state === state;
}

async function write(tx: Tx, { jobs }: TurnDeps, draft: Draft, finished: Finished): Promise<void> {
  const { position } = finished.step;
  settleStep(draft, stepOf(draft.run, position), finished.report);
  for (const [index, one] of finished.inside.entries()) {
    await carryInside(tx, jobs, { run: draft.run.id, step: position, index, now: draft.now }, one);
  }
}

function settleStep(draft: Draft, step: StepRun, report: Report): void {
  const planned = plannedOf(draft.run, step.position);
  const after = conclude(step, planned, report, draft.now);
  draft.setStep(after);
  tellStep(draft, after);
}

async function goOn(
  tx: Tx,
  deps: TurnDeps,
  draft: Draft,
  mayStart: boolean,
  evidence: ClaimEvidence | undefined,
): Promise<Assignment | undefined> {
  if (draft.run.state !== 'queued') await giveWay(tx, deps, draft);
  else if (!(await startRun(tx, deps, draft, evidence))) return undefined;
  for (;;) {
    const move = nextMove(draft.run, draft.now);
    switch (move.kind) {
      case 'skip':
        skip(draft, move.position, move.reason);
        break;
      case 'leave-off':
        leave(draft, move.position, LEFT_OFF);
        break;
      case 'leave-in-doubt':
        passOver(draft, move.position);
        break;
      case 'give-way':
        leave(draft, move.position, WOULD_UNDO);
        break;
      case 'end':
        await endRun(tx, deps, draft, move.state, leftUndone(draft.run) ?? null, move.outcome);
        return undefined;
      case 'pause':
        draft.set({ state: move.state, note: null, lease: null, dueAt: move.until });
        if (move.until !== null)
          await deps.jobs.setTimer(tx, 'run.wait', RUN.subject(draft.run.id), move.until);
        return undefined;
      case 'start':
        if (mayStart) return start(deps, draft, move.position);
        return handBack(draft);
    }
  }
}

/** Leaves a run that has begun to whoever looks next. */
function handBack(draft: Draft): undefined {
  draft.set({ state: 'running', lease: null, dueAt: draft.now });
}

function skip(draft: Draft, position: number, reason: string): void {
  const step = stepOf(draft.run, position);
  draft.setStep({ ...step, state: 'skipped', reason, endedAt: draft.now });
  draft.say('run.step.skipped', { step: plannedOf(draft.run, position).id, reason });
}

/** Ends a step that is gone on with no more, be it begun or not. */
function leave(draft: Draft, position: number, why: string): void {
  const after = leaveOff(stepOf(draft.run, position), plannedOf(draft.run, position), why, draft.now);
  draft.setStep(after);
  tellStep(draft, after);
}

/** Goes on in an emergency from what nobody knows; that nobody was waited for is in the log. */
function passOver(draft: Draft, position: number): void {
  const after = leaveInDoubt(stepOf(draft.run, position), draft.now);
  draft.setStep(after);
  draft.say('run.step.left-in-doubt', {
    step: plannedOf(draft.run, position).id,
    attempt: after.attempt,
    reason: after.reason,
  });
}

function start({ workerId, leaseMs, clock }: TurnDeps, draft: Draft, position: number): Assignment {
  const { run, now } = draft;
  const epoch = run.lease === null ? run.epoch + 1 : run.epoch;
  const lease: Lease = { owner: workerId, epoch };
  const step = begin(stepOf(run, position), workerId, now);
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
  return { lease, run: draft.run, step, planned, now: goingOnFrom(now, clock) };
}
