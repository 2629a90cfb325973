import type { Action } from './construct/action.ts';
import { INCLUDE, type Inclusion } from './construct/inclusion.ts';
import { REVERT } from './construct/revert.ts';
import { STEP_LISTS } from './construct/sequence.ts';
import { DEFAULT_BACKOFF_MS, type Step } from './construct/step.ts';

type Actions = Readonly<Record<string, Action>>;

/**
 * Lets the way down of an action include what takes it back, where it names that: what an inclusion demands, is given and comes to, it
 * demands, is given and comes to as well.
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
  const lists = STEP_LISTS.flatMap((list) => {
    const steps = action[list];
    if (!steps?.some(({ kind }) => kind === REVERT)) return [];
    const included = list === 'onFailure' && back !== undefined ? handedTo(action, back) : NOTHING;
    return [[list, steps.map((step) => (step.kind === REVERT ? including(step, included) : step))] as const];
  });
  return lists.length === 0 ? action : { ...action, ...Object.fromEntries(lists) };
}

/** Stands where nothing can be taken back, which is a finding of its own. */
const NOTHING: Inclusion = { action: '', with: {} };

/** Both are given the values that they call by the same name. */
function handedTo({ params }: Action, back: Action): Inclusion {
  const shared = Object.keys(back.params).filter((name) => Object.hasOwn(params, name));
  return {
    action: back.id,
    with: Object.fromEntries(shared.map((name) => [name, `{{ params.${name} }}`])),
  };
}

/** How its steps are handled they say themselves. */
function including({ id, title, source, notes, when }: Step, written: Inclusion): Step {
  const handled = { effect: undefined, timeoutMs: undefined, attempts: 1, backoffMs: DEFAULT_BACKOFF_MS };
  return {
    ...{ ...handled, id: id ?? REVERT, title, source, notes, when },
    ...{ kind: INCLUDE, written, takesBack: true },
  };
}
