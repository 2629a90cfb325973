import * as z from 'zod';
import { REQUEST } from '../../approval/request.ts';
import { defineButton } from '../button.ts';
import { logButton } from '../log-button.ts';
import { requestDetails } from '../request-details.ts';
import { unknownThing } from '../unknown.ts';
import { requireAllowed } from '../who.ts';

/** Everything that would happen, to the last argument, for the one who asks. */
export default defineButton({
  kind: 'request.details',
  looks: true,
  data: z.object({ request: z.string() }),
  async press(context, { request }) {
    await requireAllowed(context, { do: 'view' });
    const { approvals, catalogue } = context.services;
    const at = await context.services.now();
    const view = await approvals.get(request);
    if (view === undefined) throw unknownThing('request', request);
    const controls = [logButton(REQUEST.subject(request))];
    return {
      type: 'card',
      visibility: 'quiet',
      card: requestDetails(view, catalogue.describe, controls, at),
    };
  },
});
