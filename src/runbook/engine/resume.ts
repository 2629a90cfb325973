import { goingOnFrom } from '../../clock.ts';
import { isUnderWay, type StepRun } from '../run/step-run.ts';
import type { Assignment, TurnDeps } from './assignment.ts';
import type { Draft } from './draft.ts';
import { plannedOf, tellStep } from './draft-step.ts';

/**
 * Takes up what a commit has begun of which nobody heard: it is ours, and nothing of it has happened yet, because this worker
 * waited for just that answer.
 * @param mayStart false when it must not be carried out now: then it is as if it had not been begun.
 */
export function resume(
  { leaseMs, clock }: Pick<TurnDeps, 'leaseMs' | 'clock'>,
  draft: Draft,
  mayStart: boolean,
): Assignment | undefined {
  const { run, now } = draft;
  const step = run.steps.find(isUnderWay);
  const { lease } = run;
  if (step === undefined || lease === null) return undefined;
  if (!mayStart) {
    // Left as it stands, whoever takes the run over would have to believe that it was interrupted in its middle.
    const after = notBegun(step);
    draft.setStep(after);
    tellStep(draft, after);
    draft.set({ lease: null, dueAt: now });
    return undefined;
  }
  draft.set({ dueAt: new Date(now.getTime() + leaseMs) });
  return {
    lease,
    run: draft.run,
    step,
    planned: plannedOf(run, step.position),
    now: goingOnFrom(now, clock),
  };
}

/** The step as it was before an attempt of which nothing has happened; its number is not given a second time. */
function notBegun(step: StepRun): StepRun {
  switch (step.state) {
    case 'probing':
      return { ...step, state: 'doubtful' };
    case 'probing-interrupted':
      return { ...step, state: 'interrupted' };
    default:
      return { ...step, state: 'pending', startedAt: step.attempt === 1 ? null : step.startedAt };
  }
}
