import { parsedOnce } from '../../parsed-once.ts';
import { canonicalPlan } from '../plan/digest.ts';
import type { Plan } from '../plan/plan.ts';

/** A run is read in every turn, and for every card of it. */
const plans = parsedOnce<Plan>(200);

/** The plan that a text says. The same text gives the same object, so that it is parsed and digested once. */
export const planIn = plans.read;

/** The text of a plan that is about to be stored; whoever reads it gets this very plan. */
export function planText(plan: Plan): string {
  const text = canonicalPlan(plan);
  plans.know(text, plan);
  return text;
}
