import { isEmergencyPlan } from '../plan/own-turn.ts';
import type { Run } from './run.ts';
import { isInDoubt, type StepRun } from './step-run.ts';
import { isDescending } from './way-down.ts';

/** Whether the glass was broken for a run: nobody is waited for then who would say what became of a step. */
export function isEmergency({ plan }: Pick<Run, 'plan'>): boolean {
  return isEmergencyPlan(plan);
}

/**
 * The steps of an emergency of which nobody knows whether they took effect, and to which no notice of its way down has called anybody:
 * somebody has to be called at its end, as nobody was while it went on.
 */
export function uncalledDoubts(run: Pick<Run, 'plan' | 'steps'>): readonly StepRun[] {
  if (!isEmergency(run)) return [];
  const told = run.steps.findLast((step) => hasCalled(run, step))?.position ?? -1;
  return run.steps.filter((step) => isInDoubt(step) && step.position > told);
}

function hasCalled({ plan }: Pick<Run, 'plan'>, step: StepRun): boolean {
  const { kind, spec } = plan.steps[step.position] ?? {};
  const { calls = [] } = (spec ?? {}) as { readonly calls?: readonly string[] };
  return kind === 'notify' && step.state === 'succeeded' && calls.length > 0 && isDescending(plan, step);
}
