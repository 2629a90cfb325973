import type { Json } from '../../canonical.ts';
import type { PlannedStep } from '../plan/plan.ts';
import type { Run } from './run.ts';
import { standingOf } from './standing.ts';
import type { StepRun } from './step-run.ts';

/**
 * What a step finds of an earlier one: the result of what it did, or nothing; on the way down how it stands as well, whatever became
 * of it.
 */
export function resultFor(
  { plan, steps }: Pick<Run, 'plan' | 'steps'>,
  asking: Pick<PlannedStep, 'phase'> | undefined,
  id: string,
): Json | undefined {
  const earlier = steps[plan.steps.findIndex((candidate) => candidate.id === id)];
  return asking?.phase === undefined ? resultOf(earlier) : standingOf(earlier);
}

/** A step's result with its outcome beside it, so that `{{ steps.x.outcome }}` can be used. */
function resultOf(step: StepRun | undefined): Json | undefined {
  if (step === undefined || step.state !== 'succeeded') return undefined;
  const { result, outcome } = step;
  // A look that came to no answer when its time was up gave nothing, and yet it is known how the step ended.
  if (result === null) return { outcome };
  if (typeof result !== 'object' || Array.isArray(result)) return result;
  return { outcome, ...result };
}
