import type { Action } from '../definition/construct/action.ts';
import { includedIn, includersOf } from '../definition/inclusion/graph.ts';
import { actionRef, type Runbook } from '../definition/runbook.ts';
import type { GivingWayKeys } from './giving-way.ts';
import type { Plan, Requirement, SharedCooldown } from './plan.ts';
import { undoingOf } from './undoing.ts';

type Demands = Pick<Plan, 'lock' | 'cooldownMs' | 'cooldowns' | 'requires' | keyof GivingWayKeys>;

/**
 * What must hold before an action starts: what it demands itself, and what every action demands whose steps stand in it. Evidence is
 * that of runs of their own, while what keeps apart (a cooldown, a change that is verified) counts those of whatever includes an action as
 * well: it does the same.
 */
export function demandsOf(runbook: Runbook, action: Action): Demands {
  const all = [action, ...includedIn(runbook, action)];
  const cooldowns = all.flatMap((one) => sharedCooldown(runbook, one, one.id === action.id));
  return {
    // There is one at most: more are refused while the definition is checked.
    lock: all.find(({ lock }) => lock !== undefined)?.lock ?? null,
    cooldownMs: action.cooldown ?? null,
    ...(cooldowns.length === 0 ? {} : { cooldowns }),
    requires: distinct(all.flatMap((one) => requirementsOf(runbook, one))),
    ...undoingOf(runbook, action),
  };
}

/** Its own cooldown by its own runs is told apart from what it shares with others. */
function sharedCooldown(
  runbook: Runbook,
  { id, cooldown }: Action,
  isOwn: boolean,
): readonly SharedCooldown[] {
  const also = includersOf(runbook, id).map((includer) => actionRef(runbook.id, includer));
  if (cooldown === undefined || (isOwn && also.length === 0)) return [];
  return [{ action: actionRef(runbook.id, id), ms: cooldown, also }];
}

function requirementsOf(runbook: Runbook, { requires }: Action): readonly Requirement[] {
  return requires.map((requirement) => ({
    action: actionRef(runbook.id, requirement.action),
    outcome: requirement.outcome,
    withinMs: requirement.within,
    ...titleOf(runbook, requirement.action),
    ...afterOf(runbook, requirement.after),
    ...(requirement.same === undefined ? {} : { same: requirement.same }),
  }));
}

function afterOf(runbook: Runbook, after: string | undefined): Pick<Requirement, 'after' | 'afterAlso'> {
  if (after === undefined) return {};
  const also = includersOf(runbook, after).map((includer) => actionRef(runbook.id, includer));
  return { after: actionRef(runbook.id, after), ...(also.length === 0 ? {} : { afterAlso: also }) };
}

function titleOf(runbook: Runbook, action: string): { readonly title?: string } {
  const title = Object.hasOwn(runbook.actions, action) ? runbook.actions[action]?.title : undefined;
  return title === undefined ? {} : { title };
}

/** Each once, in the order of the first. */
function distinct(requirements: readonly Requirement[]): readonly Requirement[] {
  return [...new Map(requirements.map((one) => [JSON.stringify(one), one])).values()];
}
