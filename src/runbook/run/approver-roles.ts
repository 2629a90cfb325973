import { approvingRoles } from '../../approval/policy.ts';
import type { Plan } from '../plan/plan.ts';
import { planPolicy } from '../plan/plan-policy.ts';

/** Roles that had a say in whether the plan runs; empty when nobody had to be asked. */
export function approverRoles(plan: Plan): readonly string[] {
  const policy = planPolicy(plan);
  if (policy === null) return [];
  return policy.kind === 'approval'
    ? approvingRoles(policy.policy)
    : [...new Set([...policy.policy.of, ...policy.policy.review.of])];
}
