import * as z from 'zod';
import type { Json } from '../canonical.ts';
import { seenOf } from '../runbook/plan/as-seen.ts';
import { FACTS } from '../runbook/plan/occasion.ts';
import type { Plan } from '../runbook/plan/plan.ts';

/** What a button carries of the plan that was shown above it. */
export const seenPlan = {
  seen: z.string(),
  seenSteps: z.object({ asked: z.string(), steps: z.array(z.string()) }).exactOptional(),
  facts: z.partialRecord(z.enum(FACTS), z.string()).optional(),
};

/**
 * Binds a button to the plan that is shown: exactly that is done, with what it says of its run, or nothing; of an emergency, each step
 * exactly so or not.
 */
export function boundTo(plan: Plan): { readonly [key: string]: Json } {
  const { seen, seenSteps } = seenOf(plan);
  return {
    seen,
    ...(seenSteps === undefined ? {} : { seenSteps: { ...seenSteps } }),
    ...(plan.run === undefined ? {} : { facts: plan.run }),
  };
}
