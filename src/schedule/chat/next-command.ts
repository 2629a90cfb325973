import { defineCommand } from '../../commands/command.ts';
import { completeSystems } from '../../commands/system-named.ts';
import { nextCard } from './next-card.ts';

export default defineCommand({
  path: ['ops', 'schedule', 'next'],
  summary: 'Show the next dates of what is due, the first one first.',
  help: 'Of all systems, or of one. What is due more often than once an hour stands there with its next date alone.',
  examples: ['/ops schedule next', '/ops schedule next system:shop'],
  options: [
    {
      name: 'system',
      type: 'text',
      description: 'One system only; type to search.',
      required: false,
      maxLength: 100,
      oneWord: true,
      complete: completeSystems,
    },
  ],
  async run(context, { system = '' }) {
    return { type: 'card', visibility: 'quiet', card: await nextCard(context, system) };
  },
});
