import { digestOf } from '../../canonical.ts';
import type { PlannedStep } from '../plan/plan.ts';
import type { Run } from '../run/run.ts';
import type { StepRun } from '../run/step-run.ts';
import type { Draft } from './draft.ts';

/** Says in the log what became of a step. */
export function tellStep(draft: Draft, { position, state, attempt, outcome, reason, result }: StepRun): void {
  draft.say(`run.step.${state}`, {
    step: plannedOf(draft.run, position).id,
    attempt,
    outcome,
    reason,
    result: state === 'succeeded' || state === 'failed' ? digestOf(result) : null,
  });
}

/** @throws when there is no such step: the run was looked through before. */
export function stepOf(run: Run, position: number): StepRun {
  const step = run.steps[position];
  if (step === undefined) throw new Error(`run ${run.id} has no step ${position}`);
  return step;
}

/** The same for what its plan says of it. */
export function plannedOf(run: Run, position: number): PlannedStep {
  const planned = run.plan.steps[position];
  if (planned === undefined) throw new Error(`the plan of run ${run.id} has no step ${position}`);
  return planned;
}
