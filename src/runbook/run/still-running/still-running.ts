import type { Plan } from '../../plan/plan.ts';
import type { StepRun, StillRunning } from '../step-run.ts';

/** A step whose programs may still run. */
export type StillRunningStep = StepRun & { readonly stillRunning: StillRunning };

/** Whether programs of a step may still run: then nothing goes on from it, and nothing is started beside it. */
export function mayStillRun(step: StepRun): step is StillRunningStep {
  return step.stillRunning !== null;
}

/**
 * The step for which a run keeps its lock, also beyond its own end: nobody else may begin beside a program that is not
 * known to be gone. Undefined when none of its programs may still run, or when it has no lock.
 */
export function keepingLock({
  plan,
  steps,
}: {
  readonly plan: Pick<Plan, 'lock'>;
  readonly steps: readonly StepRun[];
}): StillRunningStep | undefined {
  return plan.lock === null ? undefined : steps.find(mayStillRun);
}

/** The step when its programs are known to be gone, and from whom: what becomes of its effect is decided by itself. */
export function knownGone(step: StillRunningStep, how: string): StepRun {
  const reason = step.reason === null ? how : `${step.reason}; ${how}`;
  const next =
    step.state === 'unknown'
      ? 'Look at the target, then choose: run it again, mark it as done, or abort.'
      : step.next;
  return { ...step, stillRunning: null, reason, next };
}
