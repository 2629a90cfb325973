import { defineCommand } from '../../commands/command.ts';
import { completeEntries } from './complete.ts';
import { showCard } from './show.ts';

export default defineCommand({
  path: ['ops', 'runbook', 'show'],
  summary: 'Show what a runbook says: contacts, limits, facts, policies, procedures.',
  help: [
    'A runbook (shop), a section of it (shop:contacts), or one entry of that; type a word and choose.',
    'Each answer names its lines of the document. What can be run about it has a button.',
    'What only some roles may see, such as a private address, is shown to them alone.',
  ].join('\n'),
  examples: ['/ops runbook show', '/ops runbook show what:shop', '/ops runbook show what:shop:contacts'],
  options: [
    {
      name: 'what',
      type: 'text',
      description: 'A runbook, a section or an entry; type a word to search.',
      required: false,
      maxLength: 200,
      complete: completeEntries,
    },
  ],
  async run(context, options) {
    return { type: 'card', card: await showCard(context, options.what ?? ''), visibility: 'quiet' };
  },
});
