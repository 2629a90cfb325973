import { suggestName } from '../../../written/nearest.ts';
import type { Finding } from '../../../written/problem.ts';
import type { StepKinds } from '../../steps/step.ts';
import type { Action } from '../construct/action.ts';
import { isRequired } from '../construct/param.ts';
import { actionNamed, includedIn } from '../inclusion/graph.ts';
import type { Runbook } from '../runbook.ts';
import { outcomesOf } from './outcomes-of.ts';

/** Plain success is an end that every action can have. */
export const SUCCEEDED = 'succeeded';

/** What an action requires of others can come about: they exist, are not itself or in a circle, and can end so. */
export function requirementFindings(runbook: Runbook, action: Action, kinds: StepKinds): readonly Finding[] {
  return action.requires.flatMap((requirement, index): readonly Finding[] => {
    const path = ['actions', action.id, 'requires', index];
    const required = Object.hasOwn(runbook.actions, requirement.action)
      ? runbook.actions[requirement.action]
      : undefined;
    if (requirement.action === action.id) {
      const suggestion = 'Name the action that must run first.';
      return [{ path: [...path, 'action'], message: 'The action requires itself.', suggestion }];
    }
    const change = changeFindings(action, requirement, path);
    if (required === undefined) return change;
    return [
      ...change,
      ...circle(runbook, action, required.id, [...path, 'action']),
      ...impossible(required, requirement.outcome, kinds, [...path, 'outcome']),
      ...sameFindings(action, required, requirement.same ?? [], [...path, 'same']),
    ];
  });
}

/** What a requirement must come after is neither what is required nor what requires it. */
function changeFindings(
  action: Action,
  { action: required, after }: Action['requires'][number],
  path: readonly PropertyKey[],
): readonly Finding[] {
  if (after === undefined || (after !== required && after !== action.id)) return [];
  const message =
    after === required
      ? `'${after}' cannot come after itself.`
      : 'The action would have to run before itself.';
  return [{ path: [...path, 'after'], message, suggestion: 'Name the action whose change is verified.' }];
}

/** What must be the same is given there, and a parameter here that nobody leaves out. */
function sameFindings(
  action: Action,
  required: Action,
  same: readonly string[],
  path: readonly PropertyKey[],
): readonly Finding[] {
  return same.flatMap((name, index): readonly Finding[] => {
    const at = [...path, index];
    const param = Object.hasOwn(action.params, name) ? action.params[name] : undefined;
    if (param === undefined || !isRequired(param)) {
      const message = `'${name}' is no parameter of '${action.id}' that everybody gives.`;
      return [{ path: at, message, suggestion: suggestName(name, Object.keys(action.params)) }];
    }
    if (Object.hasOwn(required.gives, name)) return [];
    const message = `'${required.id}' gives no '${name}'.`;
    return [{ path: at, message, suggestion: suggestName(name, Object.keys(required.gives)) }];
  });
}

function impossible(
  required: Action,
  outcome: string,
  kinds: StepKinds,
  path: readonly PropertyKey[],
): readonly Finding[] {
  const outcomes = finalOutcomes(required, kinds);
  if (outcomes === undefined) return [];
  const possible = [SUCCEEDED, ...outcomes];
  if (possible.includes(outcome)) return [];
  const message = `'${required.id}' never ends as '${outcome}'.`;
  return [{ path, message, suggestion: suggestName(outcome, possible) }];
}

/** The outcomes of a run: its last step with one decides, so what stands before a step that always has one is lost. */
export function finalOutcomes(
  action: Pick<Action, 'steps'>,
  kinds: StepKinds,
): readonly string[] | undefined {
  const last = action.steps.findLastIndex(
    (step) => step.when === null && kinds.get(step.kind)?.alwaysHasOutcome === true,
  );
  const final = action.steps.slice(Math.max(0, last)).map((step) => outcomesOf(step, kinds));
  const known = final.filter((outcomes) => outcomes !== 'anything');
  return known.length === final.length ? known.flat() : undefined;
}

/** Actions that wait for each other never run: for what they require themselves, or what they include does. */
export function circle(
  runbook: Runbook,
  action: Action,
  required: string,
  path: readonly PropertyKey[],
): readonly Finding[] {
  // What is added while it is walked is walked as well.
  const seen = new Set([required]);
  for (const id of seen) {
    if (id === action.id) {
      const message = `'${action.id}' and '${required}' require each other, so neither can ever run.`;
      return [{ path, message, suggestion: 'Remove one of the requirements.' }];
    }
    for (const next of requiredBy(runbook, id)) seen.add(next);
  }
  return [];
}

/** The names of what an action requires, and what it includes does. */
function requiredBy(runbook: Runbook, id: string): readonly string[] {
  const action = actionNamed(runbook, id);
  if (action === undefined) return [];
  return [action, ...includedIn(runbook, action)].flatMap(({ requires }) =>
    requires.map((one) => one.action),
  );
}
