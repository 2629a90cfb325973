import * as z from 'zod';
import { answerOf } from '../answers.ts';
import { approveForm } from '../approve-form.ts';
import { defineButton } from '../button.ts';
import { acting } from '../who.ts';

/** One click approves; where the policy wants something typed, the click opens a form. */
export default defineButton({
  kind: 'request.approve',
  data: z.object({ request: z.string(), digest: z.string() }),
  async press(context, { request, digest }) {
    const { approvals } = context.services;
    const view = await approvals.get(request);
    const form = view && approveForm(view, digest);
    const ballot = { ...acting(context, request), choice: 'approve', digest, via: 'button' } as const;
    if (form === undefined) return answerOf(await approvals.vote(ballot));
    // Nobody types what would be refused, whatever they type.
    await approvals.mayVote(ballot);
    return form;
  },
  async form(context, { request, digest }) {
    const view = await context.services.approvals.get(request);
    return (view && approveForm(view, digest)) ?? { type: 'none' };
  },
  async submit(context, { request, digest }, { confirmation, code, reason }) {
    const { approvals } = context.services;
    return answerOf(
      await approvals.vote({
        ...acting(context, request),
        choice: 'approve',
        digest,
        via: 'button',
        ...(confirmation ? { confirmation } : {}),
        ...(code ? { code } : {}),
        ...(reason ? { reason } : {}),
      }),
    );
  },
});
