import * as z from 'zod';
import { defineButton } from '../button.ts';
import { paramsAsGiven, sectionsOf } from '../plan-shown.ts';
import { PLAN_SHOW } from '../preview.ts';
import { requireAllowed, requireRequester } from '../who.ts';

/** Everything that an action would do, to the last argument, before it is started. */
export default defineButton({
  kind: PLAN_SHOW,
  looks: true,
  data: z.object({ action: z.string(), params: z.record(z.string(), z.string()) }),
  async press(context, { action, params }) {
    await requireAllowed(context, { do: 'view' });
    const { runs, catalogue } = context.services;
    const requester = requireRequester(context).id;
    const plan = await runs.preview({ action, params, mode: 'execute', requester });
    return {
      type: 'card',
      visibility: 'quiet',
      card: {
        title: `Details: ${plan.title}`,
        tone: 'neutral',
        status: 'Nothing has happened yet.',
        blocks: [...paramsAsGiven(plan), ...sectionsOf(plan, catalogue.describe)],
        controls: [],
        footer: plan.action,
      },
    };
  },
});
