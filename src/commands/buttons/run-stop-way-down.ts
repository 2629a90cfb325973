import * as z from 'zod';
import { isEmergency } from '../../runbook/run/emergency.ts';
import { isStepEnded } from '../../runbook/run/step-run.ts';
import { isDescending } from '../../runbook/run/way-down.ts';
import { defineButton } from '../button.ts';
import type { CommandContext, Reply } from '../command.ts';
import { requireActorOn } from '../run-actor.ts';
import { titleOf } from '../run-parts/run-steps.ts';
import { unknownThing } from '../unknown.ts';

const TITLE = 'Leave the rest undone';

/**
 * Whoever may ask for the action may stop what follows it, too; of an emergency, who may begin or review it. It asks first: where it
 * stands, Cancel stood a moment ago, and what it leaves undone was to put things in order.
 */
export default defineButton({
  kind: 'run.stop-way-down',
  data: z.object({ run: z.string() }),
  press: stopForm,
  form: stopForm,
  async submit(context, { run }, { reason }) {
    const by = await requireActorOn(context, run);
    await context.services.runs.stopWayDown(run, by, reason === '' ? undefined : reason);
    return { type: 'none' };
  },
});

async function stopForm(context: CommandContext, data: { readonly run: string }): Promise<Reply> {
  const by = await requireActorOn(context, data.run);
  const { runs } = context.services;
  const view = await runs.get(data.run);
  if (view === undefined) throw unknownThing('run', data.run);
  await runs.requireMayStopWayDown(data.run, by);
  const required = isEmergency(view);
  const left = view.steps.filter((step) => isDescending(view.plan, step) && !isStepEnded(step));
  const named = left.map((step) => `"${titleOf(view, step)}"`);
  return {
    type: 'form',
    intent: { kind: 'run.stop-way-down', data },
    form: {
      title: TITLE,
      intro: named.length === 0 ? 'Nothing of it is left.' : `This would not be done: ${named.join(', ')}.`,
      fields: [
        {
          name: 'reason',
          label: required ? 'Why' : 'Why (optional)',
          type: 'longtext',
          required,
          maxLength: 2_000,
        },
      ],
      submit: TITLE,
    },
  };
}
