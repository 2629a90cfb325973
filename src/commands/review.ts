import { answerOf } from './answers.ts';
import type { CommandContext, Reply } from './command.ts';
import { acting } from './who.ts';

/** Asks a reviewer of a break-glass for their reason. */
export function reviewForm(
  kind: string,
  request: string,
  title: string,
  question: string,
  submit: string,
): Reply {
  return {
    type: 'form',
    intent: { kind, data: { request } },
    form: {
      title,
      fields: [{ name: 'reason', label: question, type: 'longtext', required: true, maxLength: 2_000 }],
      submit,
    },
  };
}

/** Opens the form to whoever may review: nobody else writes down what would be refused. */
export async function askReviewer(context: CommandContext, request: string, form: Reply): Promise<Reply> {
  await context.services.approvals.mayReview(acting(context, request));
  return form;
}

export async function giveReview(
  context: CommandContext,
  request: string,
  opinion: 'ratify' | 'object',
  reason: string | undefined,
): Promise<Reply> {
  const given = { ...acting(context, request), opinion, reason: reason ?? '' };
  return answerOf(await context.services.approvals.review(given));
}
