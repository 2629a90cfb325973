import * as z from 'zod';
import { defineButton } from '../button.ts';
import { CANCEL_MEANT, cancelAsked } from '../cancel-preview.ts';
import { requireActorOn } from '../run-actor.ts';
import { unknownThing } from '../unknown.ts';

/** It was shown what a cancel leaves undone. It stops whatever runs by now: in an emergency nobody is asked twice. */
export default defineButton({
  kind: CANCEL_MEANT,
  once: true,
  data: z.object({ run: z.string() }),
  async press(context, { run }) {
    const { runs } = context.services;
    await runs.cancel(run, await requireActorOn(context, run));
    const view = await runs.get(run);
    if (view === undefined) throw unknownThing('run', run);
    return { type: 'card', visibility: 'quiet', replaces: true, card: cancelAsked(view) };
  },
});
