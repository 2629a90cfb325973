import type { Plan } from '../plan/plan.ts';
import type { Run } from './run.ts';
import { isInDoubt, isStepEnded, type StepRun } from './step-run.ts';

/** How what the action does has ended: so ends the run, whatever becomes of its way down. */
export interface Course {
  readonly state: 'succeeded' | 'failed' | 'cancelled';
  /** What the last of its steps with an outcome came to. */
  readonly outcome: string | null;
}

/** Whether a step comes after what the action does. */
export function isDescending(plan: Plan, { position }: Pick<StepRun, 'position'>): boolean {
  return plan.steps[position]?.phase !== undefined;
}

/** What tells how far a run is on its course. */
export type OnCourse = Pick<Run, 'plan' | 'steps' | 'cancel' | 'overtaken'>;

/** How what the action does has ended; undefined while it has not. */
export function courseOf({ plan, steps, cancel, overtaken }: OnCourse): Course | undefined {
  const own = steps.filter((step) => !isDescending(plan, step));
  const isStopped = cancel !== null || overtaken !== undefined;
  // What nobody stopped and is left in doubt is known to be no success: an emergency goes on from it as from a failure.
  const hasFailed = own.some(
    (step) => step.state === 'failed' || (step.state === 'cancelled' && !isStopped && isInDoubt(step)),
  );
  if (hasFailed) return { state: 'failed', outcome: null };
  const isOpen = own.some((step) => !isStepEnded(step));
  if (own.some(({ state }) => state === 'cancelled') || (isOpen && isStopped))
    return { state: 'cancelled', outcome: null };
  if (isOpen) return undefined;
  return { state: 'succeeded', outcome: own.findLast(({ outcome }) => outcome !== null)?.outcome ?? null };
}

/** Whether what the action did has ended without this step: nothing comes of it any more. */
export function isPast(run: OnCourse, step: StepRun): boolean {
  return courseOf(run) !== undefined && !isDescending(run.plan, step);
}

/** Whether a run is on its way down: only then can somebody stop that, and no longer the action. */
export function isOnWayDown({ plan, steps }: Pick<Run, 'plan' | 'steps'>): boolean {
  return steps.some((step) => step.startedAt !== null && isDescending(plan, step));
}
