import { z } from 'zod';
import { defineButton } from '../button.ts';
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
  data: z.object({ run: z.string(), step: z.string(), choice: z.enum(['retry', 'done', 'abort']) }),
  async press(_context, data) {
    const [title, question] = LABELS[data.choice];
    return {
      type: 'form',
      intent: { kind: 'run.decide', data },
      form: {
        title,
        intro: 'Look at the target first. Your answer stays in the log.',
        fields: [{ name: 'reason', label: question, type: 'longtext', required: true, maxLength: 2_000 }],
        submit: title,
      },
    };
  },
  async submit(context, { run, step, choice }, { reason }) {
    const by = requirePerson(context).id;
    const { runs } = context.services;
    const view = await runs.get(run);
    if (view === undefined) throw unknownThing('run', run);
    const { runbook: system, risk, mode } = view.plan;
    await requireAllowed(context, { do: 'run', system, risk, mode });
    await runs.decideUnknown(run, step, { by, choice, reason: reason ?? '' });
    return { type: 'none' };
  },
});
