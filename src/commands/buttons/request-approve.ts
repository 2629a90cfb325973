import { z } from 'zod';
import { confirmationPhrase } from '../../approval/request.ts';
import { answerOf } from '../answers.ts';
import { defineButton } from '../button.ts';
import { acting } from '../who.ts';

/** One click approves; where the policy wants it typed, the click opens a form. */
export default defineButton({
  kind: 'request.approve',
  data: z.object({ request: z.string(), digest: z.string() }),
  async press(context, { request, digest }) {
    const { approvals } = context.services;
    const view = await approvals.get(request);
    if (view?.confirmApproval) {
      const phrase = confirmationPhrase(view.subject);
      return {
        type: 'form',
        intent: { kind: 'request.approve', data: { request, digest } },
        form: {
          title: 'Approve',
          intro: `You approve: ${view.subject.title}. Read what exactly would run on the card first.`,
          fields: [
            {
              name: 'confirmation',
              label: `Type ${phrase}`,
              type: 'text',
              required: true,
              hint: 'Letter by letter, to show that you mean it.',
            },
            { name: 'reason', label: 'Why (optional)', type: 'longtext', required: false, maxLength: 2_000 },
          ],
          submit: 'Approve',
        },
      };
    }
    return answerOf(
      await approvals.vote({ ...acting(context, request), choice: 'approve', digest, via: 'button' }),
    );
  },
  async submit(context, { request, digest }, { confirmation, reason }) {
    const { approvals } = context.services;
    return answerOf(
      await approvals.vote({
        ...acting(context, request),
        choice: 'approve',
        digest,
        via: 'button',
        ...(confirmation ? { confirmation } : {}),
        ...(reason ? { reason } : {}),
      }),
    );
  },
});
