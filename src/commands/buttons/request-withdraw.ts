import * as z from 'zod';
import { answerOf } from '../answers.ts';
import { defineButton } from '../button.ts';
import { acting } from '../who.ts';

export default defineButton({
  kind: 'request.withdraw',
  data: z.object({ request: z.string() }),
  async press(context, { request }) {
    return answerOf(await context.services.approvals.withdraw(acting(context, request)));
  },
});
