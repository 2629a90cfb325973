import * as z from 'zod';
import { defineButton } from '../button.ts';
import { paramsAsTyped } from '../params-as-typed.ts';
import { planOf } from '../plan-lines.ts';
import { propose } from '../propose.ts';
import { unknownThing } from '../unknown.ts';

/** The dry run of what waits for approval, with the same parameters, before anybody agrees to it. */
export default defineButton({
  kind: 'request.rehearse',
  data: z.object({ request: z.string() }),
  async press(context, { request }) {
    const { approvals, catalogue } = context.services;
    const view = await approvals.get(request);
    const plan = view && planOf(view.document);
    if (plan === undefined) throw unknownThing('request', request);
    return propose(context, {
      action: plan.action,
      params: paramsAsTyped(plan, catalogue.find(plan.action)),
      mode: 'dry-run',
      share: false,
    });
  },
});
