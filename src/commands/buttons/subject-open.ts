import * as z from 'zod';
import { REQUEST } from '../../approval/request.ts';
import { RUN } from '../../runbook/run/run.ts';
import { defineButton } from '../button.ts';
import type { Services } from '../command.ts';
import { unknownThing } from '../unknown.ts';
import { requireAllowed } from '../who.ts';

/** Shows the card of a request or run to whoever asks, with its buttons; as a menu, the one that was chosen. */
export default defineButton({
  kind: 'subject.open',
  looks: true,
  data: z.object({ subject: z.string().optional() }),
  async press(context, { subject }, chosen) {
    await requireAllowed(context, { do: 'view' });
    const wanted = subject ?? chosen ?? '';
    await requireThere(context.services, wanted);
    return { type: 'subject', subject: wanted, visibility: 'quiet' };
  },
});

/** @throws OpsError when there is no such thing. */
async function requireThere({ approvals, runs }: Services, subject: string): Promise<void> {
  const run = RUN.idIn(subject);
  if (run !== undefined) {
    if ((await runs.get(run)) === undefined) throw unknownThing('run', run);
    return;
  }
  const request = REQUEST.idIn(subject) ?? subject;
  if ((await approvals.get(request)) === undefined) throw unknownThing('request', request);
}
