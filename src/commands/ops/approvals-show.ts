import { REQUEST } from '../../approval/request.ts';
import { OpsError } from '../../errors.ts';
import { cut } from '../../values/cut.ts';
import { defineCommand } from '../command.ts';
import { completeRequests } from '../complete-requests.ts';
import { meantThing } from '../meant-things.ts';
import { requireAllowed } from '../who.ts';

export default defineCommand({
  path: ['ops', 'approvals', 'show'],
  summary: 'Show one approval request, with its buttons.',
  help: 'The same card as in the channel, for you alone. Its buttons work like those of the card.',
  examples: ['/ops approvals show request:apr-7k2m9q4t'],
  options: [
    {
      name: 'request',
      type: 'text',
      description: 'Its id, such as apr-7k2m9q4t; type to search.',
      required: true,
      maxLength: 100,
      oneWord: true,
      complete: (text, looker) =>
        completeRequests(text, looker, (view) => `${view.subject.title} – ${view.id} (${view.state})`),
    },
  ],
  async run(context, options) {
    await requireAllowed(context, { do: 'view' });
    const id = (options.request ?? '').trim();
    if ((await context.services.approvals.get(id)) === undefined) {
      throw new OpsError({
        code: 'request.unknown',
        what: `There is no request "${cut(id, 100)}".`,
        why: 'No approval was ever asked for under this id.',
        next: `${await meantThing(context.services, id, ['request'])}/ops approvals list shows the open ones.`,
      });
    }
    return { type: 'subject', subject: REQUEST.subject(id), visibility: 'quiet' };
  },
});
