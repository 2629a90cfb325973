import { defineCommand } from '../command.ts';
import { propose } from '../propose.ts';
import { searchActions } from '../search.ts';

export default defineCommand({
  path: ['ops', 'run'],
  summary: 'Run an action of a runbook, or ask for its approval.',
  help: [
    'Type a part of the title or name, and choose. What the action needs is asked in a form.',
    'Read-only actions answer at once, to you alone; share shows the answer to the channel.',
    'Risky ones show what exactly would run and wait for the approvals that the runbook asks for.',
  ].join('\n'),
  examples: ['/ops run action:twist:health/check', '/ops run action:twist:decay/execute dry-run:true'],
  options: [
    {
      name: 'action',
      type: 'text',
      description: 'Which action; type to search.',
      required: true,
      maxLength: 200,
      complete: async (text, { services }) => searchActions(services.catalogue.actions(), text),
    },
    {
      name: 'dry-run',
      type: 'boolean',
      description: 'Rehearse it, where the action can; nothing is changed.',
      required: false,
    },
    {
      name: 'share',
      type: 'boolean',
      description: 'Show a read-only answer to the whole channel.',
      required: false,
    },
  ],
  run: (context, options) =>
    propose(context, {
      action: options.action ?? '',
      params: {},
      mode: options['dry-run'] === 'true' ? 'dry-run' : 'execute',
      share: options.share === 'true',
    }),
});
