import { defineCommand } from '../command.ts';
import { propose } from '../propose.ts';
import { searchActions } from '../search.ts';
import { actionsSeenBy } from '../seen.ts';
import { urgencyFor } from '../urgency.ts';

export default defineCommand({
  path: ['ops', 'run'],
  summary: 'Run an action of a runbook, or ask for its approval.',
  help: [
    'Type a part of the title or name, and choose: what is urgent and what you ran lately comes first. What the action takes is asked in a form.',
    'Read-only actions answer at once, to you alone; share shows the answer to the channel.',
    'Risky ones show what exactly would run and wait for the approvals that the runbook asks for.',
  ].join('\n'),
  examples: ['/ops run action:shop:health/check', '/ops run action:shop:index/rebuild dry-run:true'],
  options: [
    {
      name: 'action',
      type: 'text',
      description: 'Which action; type to search.',
      required: true,
      maxLength: 200,
      async complete(text, { services, principal }) {
        const [isSeen, activity] = await Promise.all([
          actionsSeenBy({ services, principal }),
          services.activity(),
        ]);
        const urgency = urgencyFor(principal?.id, activity);
        return searchActions(services.catalogue.actions(), text, { isSeen, urgency });
      },
    },
    {
      name: 'dry-run',
      type: 'boolean',
      description: 'Rehearse it; where the action cannot, show what would run. Nothing is changed.',
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
      untyped: 'always',
    }),
});
