import { accountKey } from '../../people/principal.ts';
import { defineCommand } from '../command.ts';
import { requirePerson } from '../who.ts';

export default defineCommand({
  path: ['ops', 'link', 'list'],
  summary: 'List the accounts that act in your name.',
  help: 'Those from keyturn.yaml are changed there; those that were joined in chat are taken back with /ops link remove.',
  examples: ['/ops link list'],
  options: [],
  async run(context) {
    const person = requirePerson(context);
    const accounts = await context.services.links.accounts(person.id);
    return {
      type: 'card',
      visibility: 'quiet',
      card: {
        title: `Accounts of ${person.name}`,
        tone: 'neutral',
        blocks: [
          {
            type: 'table',
            head: ['Account', 'From'],
            rows: accounts.map(({ account, source }) => [
              accountKey(account),
              source === 'config' ? 'keyturn.yaml' : 'joined in chat',
            ]),
          },
        ],
        controls: [],
      },
    };
  },
});
