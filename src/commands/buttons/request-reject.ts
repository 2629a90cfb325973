import * as z from 'zod';
import { answerOf } from '../answers.ts';
import { defineButton } from '../button.ts';
import type { CommandContext, Reply } from '../command.ts';
import { acting } from '../who.ts';
import { whyForm, whyOf } from '../why-form.ts';

interface Data {
  readonly request: string;
  readonly digest: string;
}

export default defineButton<Data>({
  kind: 'request.reject',
  data: z.object({ request: z.string(), digest: z.string() }),
  async press(context, data) {
    // Nobody types what would be refused, whatever they type.
    await context.services.approvals.mayVote(ballot(context, data));
    return form(context, data);
  },
  form,
  submit: async (context, data, { reason }) =>
    answerOf(await context.services.approvals.vote({ ...ballot(context, data), ...whyOf(reason) })),
});

function ballot(context: CommandContext, { request, digest }: Data) {
  return { ...acting(context, request), choice: 'reject', digest, via: 'button' } as const;
}

function form(context: CommandContext, data: Data): Promise<Reply> {
  const { request, digest } = data;
  return whyForm(context, request, { kind: 'request.reject', data: { request, digest } }, 'Reject');
}
