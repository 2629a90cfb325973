import { said } from '../answers.ts';
import { defineCommand } from '../command.ts';
import { requirePerson } from '../who.ts';

export default defineCommand({
  path: ['ops', 'link', 'remove'],
  summary: 'Take back an account that was joined in chat.',
  help: 'At once, and without approval: open votes that came from the account are taken back with it. An administrator can do it for anybody, for example when an account was stolen.',
  examples: ['/ops link remove account:slack/T024BE7LD/U024BE7LD'],
  options: [
    {
      name: 'account',
      type: 'text',
      description: 'As /ops link list shows it.',
      required: true,
      maxLength: 200,
      oneWord: true,
    },
  ],
  async run(context, options) {
    const key = (options.account ?? '').trim();
    await context.services.links.remove(requirePerson(context), key);
    return said('Unlinked.', `${key} acts for nobody now. Open votes that came from it are taken back.`);
  },
});
