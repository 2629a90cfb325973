import { z } from 'zod';
import { defineButton } from '../button.ts';
import { propose } from '../propose.ts';
import { unknownThing } from '../unknown.ts';

/** The same action with the same parameters, from the definition as it is now, with approvals of its own. */
export default defineButton({
  kind: 'run.again',
  data: z.object({ run: z.string() }),
  async press(context, { run }) {
    const view = await context.services.runs.get(run);
    if (view === undefined) throw unknownThing('run', run);
    const params = Object.entries(view.plan.params).map(
      ([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)] as const,
    );
    return propose(context, {
      action: view.plan.action,
      params: Object.fromEntries(params),
      mode: view.plan.mode,
      share: false,
    });
  },
});
