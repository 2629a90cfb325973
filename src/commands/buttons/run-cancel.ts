import * as z from 'zod';
import { defineButton } from '../button.ts';
import { requireActorOn } from '../run-actor.ts';

/** Whoever may ask for the action may stop it. */
export default defineButton({
  kind: 'run.cancel',
  data: z.object({ run: z.string() }),
  async press(context, { run }) {
    await context.services.runs.cancel(run, await requireActorOn(context, run));
    return { type: 'none' };
  },
});
