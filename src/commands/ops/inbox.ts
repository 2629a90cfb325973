import { defineCommand } from '../command.ts';
import { inboxCard } from '../inbox.ts';
import { requireAllowed, requirePerson } from '../who.ts';

export default defineCommand({
  path: ['ops', 'inbox'],
  summary: 'List what waits for you, and what you asked for.',
  help: [
    'Requests that you may approve, runs that ask you something, break-glasses that you may review, and your own open requests.',
    'Each opens with its buttons, for you alone. In Slack the same stands in the Home tab of the app.',
  ].join('\n'),
  examples: ['/ops inbox'],
  options: [],
  async run(context) {
    await requireAllowed(context, { do: 'view' });
    const { id } = requirePerson(context);
    return { type: 'card', visibility: 'quiet', card: await inboxCard(context.services, id) };
  },
});
