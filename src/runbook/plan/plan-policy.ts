import {
  approvingRoles,
  type Policy,
  type PolicyFloor,
  resolvePolicy,
  tightenPolicy,
} from '../../approval/policy.ts';
import { type BreakGlassPolicy, resolveBreakGlass } from '../../approval/review/policy.ts';
import type { Json } from '../../canonical.ts';
import { LINKED, type SystemAccess } from '../../people/decision.ts';
import type { Action } from '../definition/construct/action.ts';
import type { Runbook } from '../definition/runbook.ts';
import type { Answerers } from '../steps/step.ts';
import type { Plan, Risk } from './plan.ts';

/** What a plan needs before or after it runs: nothing, approval before, or break-glass with a review after. */
export type PlanPolicy =
  | { readonly kind: 'approval'; readonly policy: Policy }
  | { readonly kind: 'break-glass'; readonly policy: BreakGlassPolicy };

/** What every approval of an action of a risk needs, whatever its policy says. */
export type RiskFloors = Partial<Readonly<Record<Risk, PolicyFloor>>>;

/**
 * The policy of an action, by name or inline, resolved. The definition was checked: names exist.
 */
export function policyOf(runbook: Runbook, action: Action, floors: RiskFloors = {}): PlanPolicy | null {
  const { approval, breakGlass } = action;
  const policy = typeof approval === 'string' ? runbook.policies[approval] : approval;
  if (policy !== undefined) {
    return { kind: 'approval', policy: tightenPolicy(resolvePolicy(policy), floors[action.risk] ?? {}) };
  }
  const glass = typeof breakGlass === 'string' ? runbook.breakGlass[breakGlass] : breakGlass;
  if (glass !== undefined) return { kind: 'break-glass', policy: resolveBreakGlass(glass) };
  return null;
}

/** The policy of a stored plan. */
export function planPolicy(plan: Plan): PlanPolicy | null {
  return plan.policy as PlanPolicy | null;
}

/** As canonical data for the plan. */
export function policyJson(policy: PlanPolicy | null): Json {
  return policy as unknown as Json;
}

/** Roles that have a say in whether something runs: they approve it, start it alone, or review that. */
export function rolesWithASay(policy: PlanPolicy | null): readonly string[] {
  if (policy === null) return [];
  return policy.kind === 'approval'
    ? approvingRoles(policy.policy)
    : [...new Set([...policy.policy.of, ...policy.policy.review.of])];
}

/**
 * Who may answer what a run asks, where its author names nobody: it is authorized like the run. Whoever may ask for the
 * action, where the settings list them, and whoever approves it; where everybody may ask, the requester and who approves.
 */
export function answerersOf(risk: Risk, policy: PlanPolicy | null, operators: SystemAccess): Answerers {
  const asking = operators[risk] ?? [LINKED];
  const approving = rolesWithASay(policy);
  return asking.includes(LINKED)
    ? { of: approving, requester: approving.length > 0 }
    : { of: [...new Set([...asking, ...approving])], requester: false };
}
