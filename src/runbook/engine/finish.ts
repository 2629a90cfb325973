import type { Outcome } from '../../approval/request.ts';
import type { Tx } from '../../store/database.ts';
import { planPolicy } from '../plan/plan-policy.ts';
import { freeLock } from '../run/precondition/store.ts';
import type { EndState, Run } from '../run/run.ts';
import { IN_DOUBT } from '../run/step-run.ts';
import type { Draft } from './draft.ts';
import type { TurnDeps } from './turn.ts';

/** Ends a run: settles its approval, frees its lock and wakes whoever waits for it. */
export async function endRun(
  tx: Tx,
  { approvals, jobs }: TurnDeps,
  draft: Draft,
  state: EndState,
  note: string | null = null,
  outcome: string | null = null,
): Promise<void> {
  const { run, now } = draft;
  draft.set({ state, outcome, note, finishedAt: now, lease: null, dueAt: null });
  draft.say(`run.${state}`, { outcome, ...(note === null ? {} : { note }) });
  if (run.requestId !== null) {
    if (run.startedAt !== null || planPolicy(run.plan)?.kind === 'break-glass')
      await approvals.settle(tx, run.requestId, settlementOf(draft.run));
    else await approvals.invalidate(tx, run.requestId, note ?? `the run was ${state}`);
  }
  if (run.plan.lock === null) return;
  for (const next of await freeLock(tx, run.plan.lock, run.id)) await jobs.wake(tx, 'run', next);
}

function settlementOf(run: Run): Outcome {
  if (run.state === 'succeeded') return 'executed';
  const doubtful = run.steps.some((step) => step.state === IN_DOUBT || step.outcome === IN_DOUBT);
  return doubtful ? 'unknown' : 'failed';
}
