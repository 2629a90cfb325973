import * as z from 'zod';
import { REQUEST } from '../../approval/request.ts';
import { draftButton, openingForm } from '../../chat/draft.ts';
import { defineButton } from '../button.ts';
import { logButton } from '../log-button.ts';
import { requestDetails } from '../request-details.ts';
import { unknownThing } from '../unknown.ts';
import { requireAllowed } from '../who.ts';

/**
 * Stands in for Approve on a card that could not be shown whole: everything comes to the one who asks, and under it
 * the decision, which works for that account alone. What does not fit there either comes as a file with it.
 */
export default defineButton({
  kind: 'request.read',
  looks: true,
  data: z.object({ request: z.string() }),
  async press(context, { request }) {
    await requireAllowed(context, { do: 'view' });
    const { approvals, catalogue } = context.services;
    const at = await context.services.now();
    const view = await approvals.get(request);
    if (view === undefined) throw unknownThing('request', request);
    const { id, digest, confirmApproval, codeApproval } = view;
    // It says that this account was shown all of it: a reaction of the same person counts from then on, too.
    const data = { request: id, digest, read: true };
    const approve = draftButton('Approve', 'request.approve', data, 'primary');
    const controls =
      view.end === null
        ? [
            openingForm(approve, confirmApproval || codeApproval),
            openingForm(draftButton('Reject', 'request.reject', { request: id, digest }, 'danger')),
          ]
        : [logButton(REQUEST.subject(request))];
    return {
      type: 'card',
      visibility: 'quiet',
      card: requestDetails(view, catalogue.describe, controls, at),
    };
  },
});
