import * as z from 'zod';
import type { RunView } from '../../runbook/service.ts';
import { jsonText } from '../../values/json.ts';
import { defineButton } from '../button.ts';
import { propose } from '../propose.ts';
import type { ActionView } from '../services.ts';
import { unknownThing } from '../unknown.ts';

/** The same action with the same parameters, from the definition as it is now, with approvals of its own. */
export default defineButton({
  kind: 'run.again',
  data: z.object({ run: z.string() }),
  async press(context, { run }) {
    const { catalogue, runs } = context.services;
    const view = await runs.get(run);
    if (view === undefined) throw unknownThing('run', run);
    return propose(context, {
      action: view.plan.action,
      params: paramsOf(view, catalogue.find(view.plan.action)),
      mode: view.plan.mode,
      share: false,
    });
  },
});

/** As they were typed. What was left out then is left out again, whatever its default is. */
function paramsOf({ plan }: RunView, action: ActionView | undefined): { readonly [name: string]: string } {
  const optional = action?.params.filter(({ required }) => !required) ?? [];
  const given = Object.entries(plan.params).map(
    ([name, value]) => [name, typeof value === 'string' ? value : jsonText(value)] as const,
  );
  return Object.fromEntries([...optional.map(({ name }) => [name, ''] as const), ...given]);
}
