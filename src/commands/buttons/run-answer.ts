import * as z from 'zod';
import { OpsError } from '../../errors.ts';
import { answerForm, promptAt } from '../answer-form.ts';
import { defineButton } from '../button.ts';
import { unknownThing } from '../unknown.ts';
import { requirePerson } from '../who.ts';

/** What a run asks a person: a choice by button or select, fields by form, or both. */
export default defineButton({
  kind: 'run.answer',
  data: z.object({ run: z.string(), step: z.string(), choice: z.string().optional() }),
  async press(context, data, selected) {
    const by = requirePerson(context).id;
    const { runs, catalogue } = context.services;
    const view = await runs.get(data.run);
    if (view === undefined) throw unknownThing('run', data.run);
    const prompt = promptAt(view, data.step);
    if (prompt === undefined) throw answeredBefore();
    const choice = data.choice ?? selected;
    if (prompt.fields.length > 0 || choice === undefined) {
      await runs.requireMayAnswer(data.run, data.step, by);
      return answerForm(view, data.step, prompt, choice, catalogue.people());
    }
    await runs.answer(data.run, data.step, by, { choice });
    return { type: 'none' };
  },
  async form(context, { run, step, choice }) {
    const view = await context.services.runs.get(run);
    const prompt = view && promptAt(view, step);
    if (view === undefined || prompt === undefined) throw answeredBefore();
    return answerForm(view, step, prompt, choice, context.services.catalogue.people());
  },
  async submit(context, { run, step, choice }, values) {
    const by = requirePerson(context).id;
    await context.services.runs.answer(run, step, by, choice === undefined ? values : { ...values, choice });
    return { type: 'none' };
  },
});

function answeredBefore(): OpsError {
  return new OpsError({
    code: 'prompt.over',
    what: 'This was not answered by you.',
    why: 'The run asks this no more: somebody answered before you, or the run is over.',
    next: 'The card of the run shows how it goes on.',
  });
}
