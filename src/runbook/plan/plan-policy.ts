import {
  approvingRoles,
  type Policy,
  type PolicyFloor,
  resolvePolicy,
  tightenPolicy,
} from '../../approval/policy.ts';
import { type BreakGlassPolicy, resolveBreakGlass } from '../../approval/review/policy.ts';
import { strictest } from '../../approval/strictest.ts';
import type { Json } from '../../canonical.ts';
import { LINKED, type SystemAccess } from '../../people/decision.ts';
import type { Action } from '../definition/construct/action.ts';
import type { Direction } from '../definition/construct/direction.ts';
import { includedIn, includedNext } from '../definition/inclusion/graph.ts';
import type { Runbook } from '../definition/runbook.ts';
import type { Answerers } from '../steps/step.ts';
import { directionOf } from './direction.ts';
import type { Plan, PlannedDirection, Risk } from './plan.ts';

/** What a plan needs before or after it runs: nothing, approval before, or break-glass with a review after. */
export type PlanPolicy =
  | { readonly kind: 'approval'; readonly policy: Policy }
  | { readonly kind: 'break-glass'; readonly policy: BreakGlassPolicy };

/** What every approval of an action of a risk needs, whatever its policy says. */
export type RiskFloors = Partial<Readonly<Record<Risk, PolicyFloor>>>;

/**
 * The policy of an action, by name or inline, resolved, and made as strict as that of every action that it includes. The definition was
 * checked: names exist, and what needs approval is included by nothing that goes without.
 * @param way which way its change goes, where it has a policy for each. What is not known loosens.
 */
export function policyOf(
  runbook: Runbook,
  action: Action,
  floors: RiskFloors = {},
  way: PlannedDirection['way'] = 'loosens',
): PlanPolicy | null {
  const own = ownPolicy(runbook, action, floors, way);
  if (own?.kind !== 'approval') return own;
  const policy = includedNext(runbook, action)
    .flatMap(demands(runbook, floors))
    .reduce(strictest, own.policy);
  const floored = includedIn(runbook, action).map(({ risk }) => floors[risk] ?? {});
  return { ...own, policy: floored.reduce(tightenPolicy, policy) };
}

/**
 * What whoever includes an action owes it: all that it would want by itself, with what it includes in turn. Which way its change goes
 * nobody knows there, so both count.
 */
function demands(runbook: Runbook, floors: RiskFloors): (action: Action) => readonly Policy[] {
  const known = new Map<string, readonly Policy[]>();
  const demandedBy = (action: Action): readonly Policy[] => {
    const found = known.get(action.id);
    if (found !== undefined) return found;
    // Whoever comes back here is in a circle, which is refused with its place.
    known.set(action.id, []);
    const own = waysOf(action).flatMap((way) => {
      const policy = ownPolicy(runbook, action, floors, way);
      return policy?.kind === 'approval' ? [policy.policy] : [];
    });
    const [first, ...others] = [...own, ...includedNext(runbook, action).flatMap(demandedBy)];
    const joined = first === undefined ? [] : [others.reduce(strictest, first)];
    known.set(action.id, joined);
    return joined;
  };
  return demandedBy;
}

function ownPolicy(
  runbook: Runbook,
  action: Action,
  floors: RiskFloors,
  way: PlannedDirection['way'],
): PlanPolicy | null {
  const { breakGlass } = action;
  const approval = directionOf(action)?.[way] ?? (action.approval as Direction['loosens'] | undefined);
  const policy = typeof approval === 'string' ? runbook.policies[approval] : approval;
  if (policy !== undefined) {
    return { kind: 'approval', policy: tightenPolicy(resolvePolicy(policy), floors[action.risk] ?? {}) };
  }
  const glass = typeof breakGlass === 'string' ? runbook.breakGlass[breakGlass] : breakGlass;
  if (glass !== undefined) return { kind: 'break-glass', policy: resolveBreakGlass(glass) };
  return null;
}

/** Every policy that an action may have: one, or one for each way that its change may go. */
export function policiesOf(
  runbook: Runbook,
  action: Action,
  floors?: RiskFloors,
): readonly (PlanPolicy | null)[] {
  return waysOf(action).map((way) => policyOf(runbook, action, floors, way));
}

function waysOf(action: Action): readonly PlannedDirection['way'][] {
  return directionOf(action) === undefined ? ['loosens'] : ['loosens', 'tightens'];
}

/** The policy with those who benefit from what is asked: none of them approves or reviews it. */
export function withBeneficiaries(
  policy: PlanPolicy | null,
  beneficiaries: readonly string[],
): PlanPolicy | null {
  if (policy === null || beneficiaries.length === 0) return policy;
  return policy.kind === 'approval'
    ? { ...policy, policy: { ...policy.policy, beneficiaries } }
    : { ...policy, policy: { ...policy.policy, beneficiaries } };
}

/** Whether somebody benefits from what a plan does. */
export function benefits(plan: Plan, principal: string): boolean {
  return planPolicy(plan)?.policy.beneficiaries?.includes(principal) === true;
}

/** The policy of a stored plan. */
export function planPolicy(plan: Pick<Plan, 'policy'>): PlanPolicy | null {
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
