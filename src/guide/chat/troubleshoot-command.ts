import { defineCommand } from '../../commands/command.ts';
import { ONE_SYSTEM } from '../../commands/options.ts';
import { completeStartables } from './find-startables.ts';
import { troubleshootCard } from './troubleshoot.ts';

export default defineCommand({
  path: ['ops', 'troubleshoot'],
  summary: 'Find what may be behind something that is wrong.',
  help: [
    'Write what you see, or words of an alert. What fits is shown with what may be behind it, the likeliest first.',
    'Looking into it runs what only looks, and offers what may mend it.',
  ].join('\n'),
  examples: ['/ops troubleshoot text:epochs stop', '/ops troubleshoot text:high failure rate system:shop'],
  options: [
    {
      name: 'text',
      type: 'text',
      description: 'What you see; type to search.',
      required: false,
      maxLength: 200,
      complete: (text, looker) => completeStartables(text, looker, ['troubleshooting']),
    },
    ONE_SYSTEM,
  ],
  run: async (context, { text = '', system = '' }) => ({
    type: 'card',
    card: await troubleshootCard(context, text, system),
    visibility: 'quiet',
  }),
});
