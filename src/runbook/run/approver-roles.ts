import type { Plan } from '../plan/plan.ts';
import { planPolicy, rolesWithASay } from '../plan/plan-policy.ts';

/** Roles that had a say in whether the plan runs; empty when nobody had to be asked. */
export function approverRoles(plan: Plan): readonly string[] {
  return rolesWithASay(planPolicy(plan));
}
