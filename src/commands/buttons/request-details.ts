import { z } from 'zod';
import type { Block } from '../../chat/card.ts';
import { draftButton } from '../../chat/draft.ts';
import { exactTime } from '../../chat/time-text.ts';
import { defineButton } from '../button.ts';
import { planOf } from '../plan-lines.ts';
import { unknownThing } from '../unknown.ts';
import { requireAllowed } from '../who.ts';

/** Everything that would happen, to the last argument, for the one who asks. */
export default defineButton({
  kind: 'request.details',
  data: z.object({ request: z.string() }),
  async press(context, { request }) {
    await requireAllowed(context, { do: 'view' });
    const { approvals, catalogue } = context.services;
    const view = await approvals.get(request);
    if (view === undefined) throw unknownThing('request', request);
    const plan = planOf(view.document);
    const sections =
      plan === undefined
        ? [{ title: 'Document', lines: [JSON.stringify(view.document, null, 2)] }]
        : catalogue.describe(plan);
    return {
      type: 'card',
      visibility: 'quiet',
      card: {
        title: `Details: ${view.subject.title}`,
        tone: 'neutral',
        status: view.status,
        blocks: [
          ...sections.map(
            ({ title, lines }): Block => ({ type: 'code', label: title, text: lines.join('\n') }),
          ),
          {
            type: 'fields',
            fields: [
              { label: 'Request', value: view.id },
              { label: 'Digest (SHA-256)', value: view.digest },
              ...(plan === undefined ? [] : [{ label: 'Runbook version', value: plan.definition }]),
              { label: 'Asked', value: exactTime(view.openedAt) },
            ],
          },
        ],
        controls: [draftButton('Log', 'log.show', { chain: `request/${request}` })],
      },
    };
  },
});
