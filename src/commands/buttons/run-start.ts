import * as z from 'zod';
import { carriedPurpose } from '../asked.ts';
import { defineButton } from '../button.ts';
import { propose } from '../propose.ts';
import { seenPlan } from '../seen-plan.ts';
import { START } from '../start-preview.ts';

/** What would run was shown: now it is asked for, unless it would be something else by now. */
export default defineButton({
  kind: START,
  once: true,
  data: z.object({
    action: z.string(),
    params: z.record(z.string(), z.string()),
    share: z.boolean(),
    ...seenPlan,
    ...carriedPurpose,
  }),
  press: (context, { facts, ...asked }) =>
    propose(context, { ...asked, mode: 'execute', ...(facts === undefined ? {} : { facts }) }),
});
