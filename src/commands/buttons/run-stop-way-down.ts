import * as z from 'zod';
import { defineButton } from '../button.ts';
import { requireActorOn } from '../run-actor.ts';

/** Whoever may ask for the action may stop what follows it, too. */
export default defineButton({
  kind: 'run.stop-way-down',
  data: z.object({ run: z.string() }),
  async press(context, { run }) {
    await context.services.runs.stopWayDown(run, await requireActorOn(context, run));
    return { type: 'none' };
  },
});
