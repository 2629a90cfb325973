import * as z from 'zod';
import { defineButton } from '../button.ts';
import { paramsAsTyped } from '../params-as-typed.ts';
import { propose } from '../propose.ts';
import { unknownThing } from '../unknown.ts';

/**
 * Asks for the action that takes a run back, with the values that both are given. It is shown before it is asked for, and approved as
 * its own policy says.
 */
export default defineButton({
  kind: 'run.take-back',
  data: z.object({ run: z.string() }),
  async press(context, { run }) {
    const { catalogue, runs } = context.services;
    const view = await runs.get(run);
    if (view?.plan.revert === undefined) throw unknownThing('run', run);
    const { plan } = view;
    const { action } = view.plan.revert;
    const wanted = catalogue.find(action)?.params.map(({ name }) => name) ?? [];
    const shared = Object.fromEntries(Object.entries(plan.params).filter(([name]) => wanted.includes(name)));
    return propose(context, {
      action,
      params: paramsAsTyped({ params: shared }, undefined),
      mode: 'execute',
      share: false,
      asks: true,
    });
  },
});
