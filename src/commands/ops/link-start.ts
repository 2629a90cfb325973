import { defineCommand } from '../command.ts';
import { requirePerson } from '../who.ts';

export default defineCommand({
  path: ['ops', 'link', 'start'],
  summary: 'Join another account of yours: get a code for it.',
  help: 'Gives you a code that works once, for ten minutes. Type it on the other account with /ops link confirm; an administrator then approves. What you vote on either account is one vote.',
  examples: ['/ops link start'],
  options: [],
  async run(context) {
    const { code, expiresAt } = await context.services.links.start(requirePerson(context), context.account);
    return {
      type: 'card',
      visibility: 'quiet',
      card: {
        title: 'Your code, for your other account only',
        tone: 'neutral',
        status: `Works once, until ${expiresAt.toISOString().slice(11, 19)} UTC.`,
        blocks: [
          { type: 'code', label: 'On the other account, type', text: `/ops link confirm code:${code}` },
          {
            type: 'text',
            text: 'Whoever types it asks to act in your name. Give it to nobody; nobody from Keyturn will ask for it.',
          },
        ],
        controls: [],
      },
    };
  },
});
