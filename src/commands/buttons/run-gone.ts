import * as z from 'zod';
import { defineButton } from '../button.ts';
import type { CommandContext, Reply } from '../command.ts';
import { approvingFields, reasonField } from '../decision-fields.ts';
import { requireActorOn } from '../run-actor.ts';
import { unknownThing } from '../unknown.ts';

const TITLE = 'It does not run any more';

/** A person says that a program which could not be stopped is gone, and how they know. */
export default defineButton({
  kind: 'run.gone',
  data: z.object({ run: z.string(), step: z.string() }),
  press: goneForm,
  form: goneForm,
  async submit(context, { run, step }, { reason, confirmation, code }) {
    const by = await requireActorOn(context, run);
    await context.services.runs.sayGone(run, step, { by, reason: reason ?? '', confirmation, code });
    return { type: 'none' };
  },
});

function upperFirst(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

async function goneForm(
  context: CommandContext,
  data: { readonly run: string; readonly step: string },
): Promise<Reply> {
  // Nobody writes down what they saw to be refused afterwards.
  const by = await requireActorOn(context, data.run);
  const { runs } = context.services;
  await runs.requireMaySayGone(data.run, data.step, by);
  const view = await runs.get(data.run);
  if (view === undefined) throw unknownThing('run', data.run);
  const position = view.plan.steps.findIndex(({ id }) => id === data.step);
  const told = view.steps[position]?.stillRunning?.told;
  return {
    type: 'form',
    intent: { kind: 'run.gone', data },
    form: {
      title: TITLE,
      intro: `${told === undefined ? '' : `${upperFirst(told)}. `}Look there and stop it first: what waits for it begins then. Your answer stays in the log.`,
      fields: [reasonField('How do you know that it does not run any more?'), ...approvingFields(view)],
      submit: TITLE,
    },
  };
}
