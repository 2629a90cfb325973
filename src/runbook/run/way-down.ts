import type { Plan } from '../plan/plan.ts';
import type { Run } from './run.ts';
import { isStepEnded, type StepRun } from './step-run.ts';

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

/** How what the action does has ended; undefined while it has not. */
export function courseOf({
  plan,
  steps,
  cancel,
}: Pick<Run, 'plan' | 'steps' | 'cancel'>): Course | undefined {
  const own = steps.filter((step) => !isDescending(plan, step));
  if (own.some(({ state }) => state === 'failed')) return { state: 'failed', outcome: null };
  const isOpen = own.some((step) => !isStepEnded(step));
  if (own.some(({ state }) => state === 'cancelled') || (isOpen && cancel !== null))
    return { state: 'cancelled', outcome: null };
  if (isOpen) return undefined;
  return { state: 'succeeded', outcome: own.findLast(({ outcome }) => outcome !== null)?.outcome ?? null };
}

/** Whether what the action did has ended without this step: nothing comes of it any more. */
export function isPast(run: Pick<Run, 'plan' | 'steps' | 'cancel'>, step: StepRun): boolean {
  return courseOf(run) !== undefined && !isDescending(run.plan, step);
}

/** Whether a run is on its way down: only then can somebody stop that, and no longer the action. */
export function isOnWayDown({ plan, steps }: Pick<Run, 'plan' | 'steps'>): boolean {
  return steps.some((step) => step.startedAt !== null && isDescending(plan, step));
}

/** What a run that ends leaves undone of its way down, in words; undefined when that was not begun, or is done. */
export function leftUndone(run: Pick<Run, 'plan' | 'steps' | 'wayDownStopped'>): string | undefined {
  if (!isOnWayDown(run)) return undefined;
  const undone = run.steps.filter(
    (step) => isDescending(run.plan, step) && step.state !== 'succeeded' && step.state !== 'skipped',
  );
  if (undone.length === 0) return undefined;
  const named = undone.map(
    (step) => `"${run.plan.steps[step.position]?.title ?? ''}" (${FATES[step.state] ?? 'not run'})`,
  );
  return `Not done of what should have followed: ${named.join(', ')}.`;
}

const FATES: Partial<Record<StepRun['state'], string>> = {
  failed: 'failed',
  cancelled: 'stopped',
  unknown: 'unknown whether it took effect',
};
