import { chainOf } from '../../subject.ts';
import { defineCommand } from '../command.ts';
import { completeRequests } from '../complete-requests.ts';
import { logCard } from '../log-card.ts';
import { requireAllowed } from '../who.ts';

export default defineCommand({
  path: ['ops', 'audit', 'show'],
  summary: 'Show the log of a request or run, with its proof.',
  help: 'Every entry with its hash and its place in the signed tree. Also: access, people, config.',
  examples: ['/ops audit show of:apr-7k2m9q4t', '/ops audit show of:people'],
  options: [
    {
      name: 'of',
      type: 'text',
      description: 'Id of a request or run, or a chain such as people.',
      required: true,
      maxLength: 100,
      oneWord: true,
      complete: (text, looker) =>
        completeRequests(text, looker, (view) => `${view.subject.title} – ${view.id}`),
    },
  ],
  async run(context, options) {
    await requireAllowed(context, { do: 'view' });
    const card = await logCard(context.services, chainOf((options.of ?? '').trim()));
    return { type: 'card', card, visibility: 'quiet' };
  },
});
