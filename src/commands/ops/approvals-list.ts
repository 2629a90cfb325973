import { exactTime } from '../../chat/time-text.ts';
import { defineCommand } from '../command.ts';
import { requireAllowed } from '../who.ts';

const SHOWN = 20;

export default defineCommand({
  path: ['ops', 'approvals', 'list'],
  summary: 'List the requests that wait for approval or run now.',
  help: 'Newest first. With all, finished ones are listed, too. /ops approvals show opens one.',
  examples: ['/ops approvals list', '/ops approvals list all:true'],
  options: [{ name: 'all', type: 'boolean', description: 'Finished ones, too.', required: false }],
  async run(context, options) {
    await requireAllowed(context, { do: 'view' });
    const all = options.all === 'true';
    const views = await context.services.approvals.list({ ...(all ? {} : { live: true }), limit: SHOWN });
    const rows = views.map((view) => [
      view.id,
      view.subject.title,
      view.requester.name,
      view.status,
      exactTime(view.openedAt),
    ]);
    return {
      type: 'card',
      visibility: 'quiet',
      card: {
        title: all ? 'Approval requests' : 'Open approval requests',
        tone: 'neutral',
        blocks:
          rows.length === 0
            ? [{ type: 'text', text: 'Nothing waits for approval.' }]
            : [{ type: 'table', head: ['Request', 'What', 'Asked by', 'State', 'Since'], rows }],
        controls: [],
        ...(rows.length === SHOWN ? { footer: `The newest ${SHOWN}.` } : {}),
      },
    };
  },
});
