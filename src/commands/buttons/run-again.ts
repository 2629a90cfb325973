import * as z from 'zod';
import { defineButton } from '../button.ts';
import { paramsAsTyped } from '../params-as-typed.ts';
import { propose } from '../propose.ts';
import { unknownThing } from '../unknown.ts';

/**
 * The same action with the same parameters, from the definition as it is now, with approvals of its own. What changes something is
 * shown before it is asked for.
 */
export default defineButton({
  kind: 'run.again',
  data: z.object({ run: z.string() }),
  async press(context, { run }) {
    const { catalogue, runs } = context.services;
    const view = await runs.get(run);
    if (view === undefined) throw unknownThing('run', run);
    return propose(context, {
      action: view.plan.action,
      params: paramsAsTyped(view.plan, catalogue.find(view.plan.action)),
      mode: view.plan.mode,
      share: false,
      asks: true,
    });
  },
});
