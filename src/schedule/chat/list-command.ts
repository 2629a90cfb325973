import { defineCommand } from '../../commands/command.ts';
import { completeSystems } from '../../commands/system-named.ts';
import { schedulesCard } from './schedules-card.ts';

export default defineCommand({
  path: ['ops', 'schedule', 'list'],
  summary: 'Show what is due when, and what became of it last.',
  help: 'Of all systems, or of one. Times are UTC unless a zone stands there. What another system does stands there too.',
  examples: ['/ops schedule list', '/ops schedule list system:shop'],
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
    return { type: 'card', visibility: 'quiet', card: await schedulesCard(context, system) };
  },
});
