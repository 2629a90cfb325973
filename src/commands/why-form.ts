import type { Intent } from '../chat/draft.ts';
import type { CommandContext, Reply } from './command.ts';
import { unknownThing } from './unknown.ts';

/**
 * Asks somebody who stops a request why: whoever asked for it learns no more of it than that. Nobody has to say it, because
 * stopping must be easy.
 * @throws OpsError when there is no such request
 */
export async function whyForm(
  { services }: Pick<CommandContext, 'services'>,
  request: string,
  intent: Intent,
  title: string,
): Promise<Reply> {
  const view = await services.approvals.get(request);
  if (view === undefined) throw unknownThing('request', request);
  return {
    type: 'form',
    intent,
    form: {
      title,
      intro: `"${view.subject.title}", asked for by ${view.requester.name}: the card tells them why, and so does the log.`,
      fields: [
        { name: 'reason', label: 'Why (optional)', type: 'longtext', required: false, maxLength: 2_000 },
      ],
      submit: title,
    },
  };
}

/** Why, as a form gives it: an empty field says nothing. */
export function whyOf(reason: string | undefined): { readonly reason?: string } {
  return reason ? { reason } : {};
}
