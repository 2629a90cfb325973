import * as z from 'zod';
import { defineButton } from '../button.ts';
import { runDetails } from '../run-details.ts';
import { unknownThing } from '../unknown.ts';
import { requireAllowed } from '../who.ts';

/** All that people wrote in a run, to the last word, for the one who asks. */
export default defineButton({
  kind: 'run.details',
  looks: true,
  data: z.object({ run: z.string() }),
  async press(context, { run }) {
    await requireAllowed(context, { do: 'view' });
    const { services } = context;
    const at = await services.now();
    const view = await services.runs.get(run);
    if (view === undefined) throw unknownThing('run', run);
    return { type: 'card', visibility: 'quiet', card: await runDetails(view, services.people, at) };
  },
});
