import * as z from 'zod';
import { FACTS } from '../../runbook/plan/occasion.ts';
import { defineButton } from '../button.ts';
import { propose } from '../propose.ts';

/** The plan was shown: now it runs, unless it would not be that plan any more. */
export default defineButton({
  kind: 'glass.break',
  once: true,
  data: z.object({
    action: z.string(),
    params: z.record(z.string(), z.string()),
    share: z.boolean(),
    reason: z.string(),
    confirmation: z.string(),
    seen: z.string(),
    facts: z.partialRecord(z.enum(FACTS), z.string()).optional(),
  }),
  press: (context, { facts, ...asked }) =>
    propose(context, { ...asked, mode: 'execute', ...(facts === undefined ? {} : { facts }) }),
});
