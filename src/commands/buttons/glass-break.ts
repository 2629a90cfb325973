import * as z from 'zod';
import { carriedPurpose } from '../asked.ts';
import { defineButton } from '../button.ts';
import { propose } from '../propose.ts';
import { seenPlan } from '../seen-plan.ts';

/** The plan was shown: now it runs, but for steps that are others by now; or nothing, where another thing would be asked for. */
export default defineButton({
  kind: 'glass.break',
  once: true,
  data: z.object({
    action: z.string(),
    params: z.record(z.string(), z.string()),
    share: z.boolean(),
    reason: z.string(),
    confirmation: z.string(),
    ...seenPlan,
    ...carriedPurpose,
  }),
  press: (context, { facts, ...asked }) =>
    propose(context, { ...asked, mode: 'execute', ...(facts === undefined ? {} : { facts }) }),
});
