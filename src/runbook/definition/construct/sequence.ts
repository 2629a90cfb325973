import type { WayDown } from '../../plan/plan.ts';
import type { Action } from './action.ts';
import type { Step } from './step.ts';

/** The lists of steps that an action may have, by their names in YAML. */
export const STEP_LISTS = ['steps', 'onFailure', 'always', 'dryRun'] as const;
export type StepList = (typeof STEP_LISTS)[number];

/** A step with its place in the definition. */
export interface PlacedStep {
  readonly step: Step;
  readonly list: StepList;
  /** Its place in its list, from 0. */
  readonly index: number;
}

const WAYS_DOWN: Partial<Record<StepList, WayDown>> = { onFailure: 'on-failure', always: 'always' };

/** When a step of this list runs; undefined for what the action itself does. */
export function phaseOf(list: StepList): WayDown | undefined {
  return WAYS_DOWN[list];
}

/** The steps of an execution, the way down included, or of a rehearsal, in the order of the plan. */
export function sequenceOf(action: Action, mode: 'execute' | 'dry-run'): readonly PlacedStep[] {
  const lists: readonly StepList[] = mode === 'execute' ? ['steps', 'onFailure', 'always'] : ['dryRun'];
  return lists.flatMap((list) => (action[list] ?? []).map((step, index) => ({ step, list, index })));
}

/** Every step of an action, whenever it runs. */
export function allStepsOf(action: Action): readonly PlacedStep[] {
  return [...sequenceOf(action, 'execute'), ...sequenceOf(action, 'dry-run')];
}
