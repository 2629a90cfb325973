import * as z from 'zod';
import { RUN } from '../../runbook/run/run.ts';
import { said } from '../answers.ts';
import { defineButton } from '../button.ts';
import { requireAllowed } from '../who.ts';

/** Shows what came of a request that was carried out. */
export default defineButton({
  kind: 'request.run',
  looks: true,
  data: z.object({ request: z.string() }),
  async press(context, { request }) {
    await requireAllowed(context, { do: 'view' });
    const run = await context.services.runs.ofRequest(request);
    if (run === undefined)
      return said('Nothing was run for this.', 'It was carried out without a run, or has not begun yet.');
    return { type: 'subject', subject: RUN.subject(run), visibility: 'quiet' };
  },
});
