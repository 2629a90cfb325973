import * as z from 'zod';
import { defineButton } from '../button.ts';
import type { CommandContext, Reply } from '../command.ts';
import { approvingFields, reasonField } from '../decision-fields.ts';
import { unknownThing } from '../unknown.ts';
import { requireAllowed, requirePerson } from '../who.ts';

const LABELS = {
  retry: ['Run the step again', 'How do you know that it did not take effect?'],
  done: ['It was done', 'How do you know that it took effect?'],
  abort: ['Abort the run', 'Why does it end here?'],
} as const;

/** A person decides about a step of which nobody knows whether it took effect, and says why. */
export default defineButton({
  kind: 'run.decide',
  data: z.object({
    run: z.string(),
    step: z.string(),
    choice: z.enum(['retry', 'done', 'abort']),
    attempt: z.number().optional(),
  }),
  press: decisionForm,
  form: decisionForm,
  async submit(context, { run, step, choice, attempt }, { reason, confirmation, code }) {
    const by = requirePerson(context).id;
    const { runs } = context.services;
    const view = await runs.get(run);
    if (view === undefined) throw unknownThing('run', run);
    const { runbook: system, risk, mode } = view.plan;
    await requireAllowed(context, { do: 'run', system, risk, mode });
    await runs.decideUnknown(run, step, { by, choice, attempt, reason: reason ?? '', confirmation, code });
    return { type: 'none' };
  },
});

async function decisionForm(
  context: CommandContext,
  data: {
    readonly run: string;
    readonly step: string;
    readonly choice: keyof typeof LABELS;
    readonly attempt?: number | undefined;
  },
): Promise<Reply> {
  const { run, step, choice, attempt } = data;
  const by = requirePerson(context).id;
  const { runs } = context.services;
  const view = await runs.get(run);
  if (view === undefined) throw unknownThing('run', run);
  const { runbook: system, risk, mode } = view.plan;
  // Nobody writes down what they saw to be refused afterwards.
  await requireAllowed(context, { do: 'run', system, risk, mode });
  await runs.requireMayDecide(run, step, { by, choice, attempt });
  const [title, question] = LABELS[choice];
  return {
    type: 'form',
    intent: {
      kind: 'run.decide',
      data: { run, step, choice, ...(attempt === undefined ? {} : { attempt }) },
    },
    form: {
      title,
      intro: 'Look at the target first. Your answer stays in the log.',
      fields: [reasonField(question), ...(choice === 'abort' ? [] : approvingFields(view))],
      submit: title,
    },
  };
}
