import * as z from 'zod';
import { saidDone } from '../../runbook/run/decided.ts';
import type { RunView } from '../../runbook/service.ts';
import { defineButton } from '../button.ts';
import { asksBeforeCancel, cancelPreview } from '../cancel-preview.ts';
import type { CommandContext, Reply } from '../command.ts';
import { requireActorOn } from '../run-actor.ts';
import { unknownThing } from '../unknown.ts';

/**
 * Whoever may ask for the action may stop it; an emergency, who may begin or review it. Where a cancel may leave harm half done,
 * they are asked whether they mean it.
 */
export default defineButton({
  kind: 'run.cancel',
  data: z.object({ run: z.string() }),
  async press(context, { run }) {
    const by = await requireActorOn(context, run);
    const { runs, now } = context.services;
    const at = await now();
    const view = await runs.get(run);
    if (view === undefined) throw unknownThing('run', run);
    if (asksBeforeCancel(view.plan)) {
      await runs.requireMayCancel(run, by);
      return asked(context, view, at);
    }
    await runs.cancel(run, by);
    return { type: 'none' };
  },
});

async function asked({ services }: CommandContext, view: RunView, at: Date): Promise<Reply> {
  const names = await services.people.named(view.steps.flatMap((step) => saidDone(step)?.by ?? []));
  const card = cancelPreview(view, (id) => names.get(id)?.name ?? id, at);
  return { type: 'card', visibility: 'quiet', card };
}
