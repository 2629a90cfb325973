import type { Run } from './run.ts';

type Told = Pick<Run, 'plan' | 'steps'>;

/** What became of an inclusion, by the steps of what is included. */
export interface Within {
  readonly isBegun: boolean;
  /** Nothing of it failed, or is still to come. */
  readonly isDone: boolean;
}

/** @param prefix of the ids of its steps, `verify/` */
export function within({ plan, steps }: Told, prefix: string): Within {
  const inside = steps.filter(({ position }) => plan.steps[position]?.id.startsWith(prefix));
  // Its way down stands behind it, in another part of the plan.
  const [first] = inside.map(({ position }) => plan.steps[position]?.phase);
  const own = inside.filter(({ position }) => plan.steps[position]?.phase === first);
  return {
    isBegun: own.some(({ startedAt }) => startedAt !== null),
    isDone: own.every(({ state }) => state === 'succeeded' || state === 'skipped'),
  };
}

/** Whether a run has done what an action does, as a part of it; undefined where its plan does not say that it is one. */
export function didWithin(run: Told, action: string): boolean | undefined {
  const parts = run.plan.includes?.filter((part) => part.action === action) ?? [];
  if (parts.length === 0) return undefined;
  return parts.map(({ step }) => within(run, `${step}/`)).some(({ isBegun, isDone }) => isBegun && isDone);
}
