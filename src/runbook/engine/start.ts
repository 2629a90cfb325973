import type { ClaimEvidence } from '../../approval/service/claim.ts';
import { describeRefusal, type Refusal } from '../../errors.ts';
import type { Tx } from '../../store/database.ts';
import { givingWayOf } from '../plan/giving-way.ts';
import type { Plan } from '../plan/plan.ts';
import { planPolicy } from '../plan/plan-policy.ts';
import { refuseDirection } from '../run/direction/service.ts';
import { gatedPlan } from '../run/gate.ts';
import { overtakeOthers, refuseOvertaken } from '../run/overtaken/service.ts';
import { refusePlan } from '../run/precondition/service.ts';
import { freeLock, type Holder, takeLock } from '../run/precondition/store.ts';
import type { Run } from '../run/run.ts';
import type { TurnDeps } from './assignment.ts';
import type { Draft } from './draft.ts';
import { endRun } from './finish.ts';
import { isStuckNote } from './note-stuck.ts';

/** How long a run that cannot begin yet is left alone when nothing wakes it. */
const BLOCKED_MS = 30_000;

/**
 * Begins a queued run: takes its lock, checks again what it requires, and claims its approval, all in the
 * transaction in which the first step is started.
 * @returns whether it may go on; otherwise it waits or has ended, and the draft says why.
 */
export async function startRun(
  tx: Tx,
  deps: TurnDeps,
  draft: Draft,
  evidence?: ClaimEvidence,
): Promise<boolean> {
  const { run, now } = draft;
  if (run.cancel !== null) {
    await endRun(tx, deps, draft, 'cancelled');
    return false;
  }
  if (run.note !== null && !isStuckNote(run.note) && (await lacksVotes(tx, deps, draft))) {
    draft.set({ dueAt: new Date(now.getTime() + BLOCKED_MS) });
    return false;
  }
  const holder = run.plan.lock === null ? undefined : await takeLock(tx, run.plan.lock, run.id);
  if (holder !== undefined && holder.run !== run.id) return waitForLock(tx, deps, draft, holder);
  const refusal =
    (await deps.gate?.(tx, gatedPlan(run.plan))) ??
    (await refusePlan(tx, run.plan, run.id, now)) ??
    (await refuseDirection(tx, run.plan)) ??
    (await refuseOvertaken(tx, deps, run));
  if (refusal !== undefined) return refuse(tx, deps, draft, refusal);
  if (needsClaim(draft)) {
    if (mayHaveWaited(run.plan)) deps.approvals.askAgain(tx);
    const claim = await deps.approvals.claim(tx, run.requestId ?? '', evidence);
    if (!claim.ok)
      return claim.ended ? refuse(tx, deps, draft, claim.refusal) : stepBack(tx, draft, claim.refusal);
  }
  await overtakeOthers(tx, deps, run, now);
  draft.set({ state: 'running', startedAt: now, note: null });
  draft.say('run.started', { request: run.requestId, worker: deps.workerId, lock: run.plan.lock });
  return true;
}

/** Whether what comes before a claim can take seconds, in which somebody may have lost a role. */
function mayHaveWaited(plan: Plan): boolean {
  const { lock, requires, cooldownMs, cooldowns, direction } = plan;
  const isYielding = givingWayOf(plan).to.length > 0;
  const isGuarded = cooldownMs !== null || cooldowns !== undefined || direction !== undefined || isYielding;
  return lock !== null || requires.length > 0 || isGuarded;
}

/** What broke the glass was claimed when it was opened. */
function needsClaim({ run }: Pick<Draft, 'run'>): boolean {
  return run.requestId !== null && planPolicy(run.plan)?.kind === 'approval';
}

async function waitForLock(tx: Tx, deps: TurnDeps, draft: Draft, holder: Holder): Promise<false> {
  const { run, now } = draft;
  const request = needsClaim(draft) ? await deps.approvals.get(tx, run.requestId ?? '') : undefined;
  if (request?.end != null) {
    const refusal = (await refuseOvertaken(tx, deps, run)) ?? approvalEnded(run, request.status);
    return refuse(tx, deps, draft, refusal);
  }
  const why = holder.ended
    ? `which has ended, but a program of it may still run: its card says where. It keeps the lock ${run.plan.lock}.`
    : `which holds the lock ${run.plan.lock}.`;
  const note = `Waits for "${holder.title}", ${why} What it did so far: /ops audit show of:${holder.run}`;
  if (run.note !== note) draft.say('run.blocked', { lock: run.plan.lock, holder: holder.run });
  draft.set({ note, dueAt: new Date(now.getTime() + BLOCKED_MS) });
  return false;
}

/** Whether a run that was turned away before still waits for votes: asking again would only fill the log. */
async function lacksVotes(tx: Tx, { approvals }: TurnDeps, draft: Draft): Promise<boolean> {
  if (!needsClaim(draft)) return false;
  const request = await approvals.get(tx, draft.run.requestId ?? '');
  return request?.state === 'pending' || request?.state === 'timelocked';
}

/** @param status what became of its request, as one sentence. */
function approvalEnded({ plan: { action, title } }: Run, status: string): Refusal {
  return {
    code: 'run.approval-ended',
    what: `${title} was not started.`,
    why: `Its approval ended while it waited for another run. ${status}`,
    next: 'Ask again if this is still right.',
    offers: [{ action, title }],
  };
}

async function refuse(tx: Tx, deps: TurnDeps, draft: Draft, refusal: Refusal): Promise<false> {
  draft.say('run.claim-refused', { code: refusal.code, why: refusal.why });
  draft.set({ offers: refusal.offers ?? null });
  await endRun(tx, deps, draft, 'refused', describeRefusal(refusal));
  return false;
}

/** The approval may come back: the run stays queued, without the lock. */
async function stepBack(tx: Tx, draft: Draft, refusal: Refusal): Promise<false> {
  const { run, now } = draft;
  if (run.plan.lock !== null) await freeLock(tx, run.plan.lock, run.id);
  draft.say('run.claim-refused', { code: refusal.code, why: refusal.why });
  draft.set({ note: describeRefusal(refusal), dueAt: new Date(now.getTime() + BLOCKED_MS) });
  return false;
}
