import { stepId } from './check/step-id.ts';
import type { Action } from './construct/action.ts';
import { REVERT } from './construct/revert.ts';
import { STEP_LISTS } from './construct/sequence.ts';
import type { Step } from './construct/step.ts';

type Actions = Readonly<Record<string, Action>>;

/**
 * Puts the steps that take an action back where its way down names them, so that checks, plans and digests know what would run.
 * What they may need that this action lacks is found where they are named.
 */
export function withWaysBack(actions: Actions): Actions {
  return Object.fromEntries(
    Object.entries(actions).map(([id, action]) => [id, withWayBack(action, wayBackOf(action, actions))]),
  );
}

/** The action that takes another one back, if there is one. */
export function wayBackOf<Other>(
  { revert }: Pick<Action, 'revert'>,
  actions: Readonly<Record<string, Other>>,
): Other | undefined {
  return revert !== undefined && Object.hasOwn(actions, revert.action) ? actions[revert.action] : undefined;
}

function withWayBack(action: Action, back: Action | undefined): Action {
  const named = STEP_LISTS.filter((list) => action[list]?.some(({ kind }) => kind === REVERT));
  if (named.length === 0) return action;
  const steps = back === undefined ? [] : renamed(back.steps);
  const lists = named.map((list) => {
    const standsFor = list === 'onFailure' ? steps : [];
    return [list, action[list]?.map((step) => (step.kind === REVERT ? { ...step, standsFor } : step))];
  });
  return {
    ...action,
    ...Object.fromEntries(lists),
    // What its steps use is bound here as it is there.
    files: union(action.files, back?.files),
    writes: union(action.writes, back?.writes),
  };
}

function union(own: readonly string[], others: readonly string[] = []): string[] {
  return [...new Set([...own, ...others])];
}

/** Steps under names that no step of another action has by itself, and speaking of each other by these. */
function renamed(steps: readonly Step[]): readonly Step[] {
  const names = new Map(
    steps.map((step, index) => [stepId(step, index), `${REVERT}-${stepId(step, index)}`]),
  );
  return steps.map((step, index) => ({
    ...speakingOf(step, names),
    id: names.get(stepId(step, index)),
    when: whenBy(step.when, names),
  }));
}

function whenBy(when: Step['when'], names: ReadonlyMap<string, string>): Step['when'] {
  return when !== null && 'step' in when
    ? { ...when, step: names.get(when.step) ?? when.step }
    : speakingOf(when, names);
}

const SPOKEN = /(\{\{\s*steps\.)([\w-]+)/g;

/** The same value with other names in its texts: only what stands in texts changes, never what it is. */
function speakingOf<Value>(value: Value, names: ReadonlyMap<string, string>): Value {
  return spoken(value, names) as Value;
}

function spoken(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string')
    return value.replaceAll(
      SPOKEN,
      (_all, before: string, name: string) => before + (names.get(name) ?? name),
    );
  if (Array.isArray(value)) return value.map((item) => spoken(item, names));
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, spoken(item, names)]));
}
