import type { Unready } from '../plan/plan.ts';
import type { Report } from '../run/conclude.ts';
import { judgeWhen } from '../run/condition.ts';
import type { Run } from '../run/run.ts';
import type { Assignment } from './assignment.ts';

type Begun = Pick<Assignment, 'step' | 'now'> & { readonly run: Pick<Run, 'plan' | 'steps'> };

/**
 * What becomes of an attempt that the condition of its step, or what it lacks, keeps from being carried out; undefined when it may be.
 * It is judged as of the moment at which the step began, as when that was decided: an attempt that comes later is not another decision.
 */
export function keptBack({ run, step, now }: Begun): Report | undefined {
  const judged = judgeWhen(run, step.position, step.startedAt ?? now());
  const unready = run.plan.steps[step.position]?.unready;
  if ('holds' in judged) return unready && lacking(unready);
  const told = 'untold' in judged ? untold(judged.untold) : unmet(judged.unmet);
  return { kind: 'outcome', outcome: { status: 'failed', ...told } };
}

/** What was missing when it was planned is not looked for again: what runs is what was shown. */
function lacking({ why, next }: Unready): Report {
  const reason = `when this was asked for it was not ready, and nothing of it was begun: ${why}`;
  return { kind: 'outcome', outcome: { status: 'failed', reason, next } };
}

/** What tells whether the step runs is not there: neither to run it nor to leave it out is known to be right. */
function untold(why: string) {
  return {
    reason: `nobody can tell whether this step runs: ${why}`,
    next: 'Look at the output of the step that should have it; the runbook may name the wrong field.',
  };
}

/** A version that judges otherwise has begun it: what it may have done by then must not be called left out. */
function unmet(why: string) {
  return {
    reason: `it has begun, but should not have: ${why}`,
    next: 'Look at what the steps before it found, then run the action again.',
  };
}
