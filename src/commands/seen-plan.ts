import * as z from 'zod';
import type { Json } from '../canonical.ts';
import { planDigest } from '../runbook/plan/digest.ts';
import { FACTS } from '../runbook/plan/occasion.ts';
import type { Plan } from '../runbook/plan/plan.ts';

/** What a button carries of the plan that was shown above it. */
export const seenPlan = {
  seen: z.string(),
  facts: z.partialRecord(z.enum(FACTS), z.string()).optional(),
};

/** Binds a button to the plan that is shown: exactly that is done, with what it says of its run, or nothing. */
export function boundTo(plan: Plan): { readonly [key: string]: Json } {
  return { seen: planDigest(plan), ...(plan.run === undefined ? {} : { facts: plan.run }) };
}
