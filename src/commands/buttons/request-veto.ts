import * as z from 'zod';
import { answerOf } from '../answers.ts';
import { defineButton } from '../button.ts';
import type { CommandContext, Reply } from '../command.ts';
import { acting } from '../who.ts';
import { whyForm, whyOf } from '../why-form.ts';

interface Data {
  readonly request: string;
}

export default defineButton<Data>({
  kind: 'request.veto',
  data: z.object({ request: z.string() }),
  async press(context, data) {
    await context.services.approvals.mayVeto(acting(context, data.request));
    return form(context, data);
  },
  form,
  submit: async (context, { request }, { reason }) =>
    answerOf(await context.services.approvals.veto({ ...acting(context, request), ...whyOf(reason) })),
});

function form(context: CommandContext, { request }: Data): Promise<Reply> {
  return whyForm(context, request, { kind: 'request.veto', data: { request } }, 'Veto');
}
