import type { Action } from '../construct/action.ts';
import { allStepsOf, type PlacedStep, sequenceOf } from '../construct/sequence.ts';
import { inclusionOf } from '../construct/step.ts';
import type { Runbook } from '../runbook.ts';

type Actions = Pick<Runbook, 'actions'>;

/** The action of a name; undefined where there is none. */
export function actionNamed({ actions }: Actions, id: string): Action | undefined {
  return Object.hasOwn(actions, id) ? actions[id] : undefined;
}

/** The actions that these steps include, by name and in order. */
function namesIncluded(steps: readonly PlacedStep[]): readonly string[] {
  return steps.flatMap(({ step }) => inclusionOf(step)?.action ?? []);
}

/** The actions that an execution of this one includes itself, each once. */
export function includedNext(runbook: Actions, action: Action): readonly Action[] {
  const names = new Set(namesIncluded(sequenceOf(action, 'execute')));
  return [...names].flatMap((id) => actionNamed(runbook, id) ?? []);
}

/**
 * Which steps of an action count: all of an execution, or those that people reckon with as it begins. What only follows a failure is none
 * of these, unless the action stops or pauses something anyhow.
 */
type Extent = 'whole' | 'reckoned-with';

/** Every action whose steps stand in an execution of this one, however deep, each once and never itself. */
export function includedIn(runbook: Actions, action: Action, extent: Extent = 'whole'): readonly Action[] {
  const names = reach([action.id], (id) => {
    const one = id === action.id ? action : actionNamed(runbook, id);
    return one === undefined ? [] : namesIncluded(stepsIn(one, extent));
  });
  return names.flatMap((id) => actionNamed(runbook, id) ?? []);
}

/** Names of the actions in whose execution the steps of this one stand, however deep, each once and never itself. */
export function includersOf(runbook: Actions, action: string, extent: Extent = 'whole'): readonly string[] {
  const all = Object.values(runbook.actions);
  return reach([action], (id) =>
    all.flatMap((one) => (namesIncluded(stepsIn(one, extent)).includes(id) ? [one.id] : [])),
  );
}

function stepsIn(action: Action, extent: Extent): readonly PlacedStep[] {
  const all = sequenceOf(action, 'execute');
  return extent === 'whole' || action.reduces === 'risk'
    ? all
    : all.filter(({ list }) => list !== 'onFailure');
}

/**
 * How an inclusion leads back to the action that makes it: `['a', 'b', 'a']`, the shortest way; undefined where it does not.
 * Whatever runs through inclusions asks first: a circle has no end.
 */
export function circleThrough(
  runbook: Actions,
  action: Action,
  included: string,
): readonly string[] | undefined {
  const ways: (readonly string[])[] = [[action.id, included]];
  const seen = new Set<string>();
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    const last = way.at(-1) ?? '';
    if (last === action.id) return way;
    if (seen.has(last)) continue;
    seen.add(last);
    const next = actionNamed(runbook, last);
    const on = next === undefined ? [] : namesIncluded(allStepsOf(next));
    for (const id of new Set(on)) ways.push([...way, id]);
  }
  return undefined;
}

/** What can be reached from names, each once, nearest first, without those themselves. */
function reach(from: readonly string[], next: (id: string) => readonly string[]): readonly string[] {
  const seen = new Set(from);
  // A set is walked to its end, what is added meanwhile included.
  for (const id of seen) for (const other of next(id)) seen.add(other);
  return [...seen].slice(from.length);
}
