import { z } from 'zod';
import { defineButton } from '../button.ts';
import { unknownThing } from '../unknown.ts';
import { requireAllowed, requirePerson } from '../who.ts';

/** Whoever may ask for the action may stop it. */
export default defineButton({
  kind: 'run.cancel',
  data: z.object({ run: z.string() }),
  async press(context, { run }) {
    const by = requirePerson(context).id;
    const view = await context.services.runs.get(run);
    if (view === undefined) throw unknownThing('run', run);
    const { runbook: system, risk, mode } = view.plan;
    await requireAllowed(context, { do: 'run', system, risk, mode });
    await context.services.runs.cancel(run, by);
    return { type: 'none' };
  },
});
