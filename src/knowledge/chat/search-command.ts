import { defineCommand } from '../../commands/command.ts';
import { ONE_SYSTEM } from '../../commands/options.ts';
import { searchCard } from './search.ts';

export default defineCommand({
  path: ['ops', 'runbook', 'search'],
  summary: 'Look words up in all runbooks.',
  help: [
    'Finds contacts, limits, facts, policies, channels, backups, procedures and all else that a runbook says, best first.',
    'Words may be in any order, and slightly misspelt. What can be run is found by /ops help.',
  ].join('\n'),
  examples: ['/ops runbook search text:payments', '/ops runbook search text:daily limit system:shop'],
  options: [
    {
      name: 'text',
      type: 'text',
      description: 'Words, such as "payments contact".',
      required: true,
      maxLength: 200,
    },
    ONE_SYSTEM,
  ],
  async run(context, { text = '', system }) {
    return { type: 'card', card: await searchCard(context, { text, system }), visibility: 'quiet' };
  },
});
