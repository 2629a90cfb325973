import * as z from 'zod';
import { answerOf } from '../answers.ts';
import { defineButton } from '../button.ts';
import { acting } from '../who.ts';

export default defineButton({
  kind: 'request.reject',
  data: z.object({ request: z.string(), digest: z.string() }),
  async press(context, { request, digest }) {
    return answerOf(
      await context.services.approvals.vote({
        ...acting(context, request),
        choice: 'reject',
        digest,
        via: 'button',
      }),
    );
  },
});
