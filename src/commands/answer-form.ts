import type { FormField } from '../chat/card.ts';
import type { RunView } from '../runbook/service.ts';
import type { Prompt, PromptField } from '../runbook/steps/step.ts';
import type { Reply } from './command.ts';

/** What a step of a run asks now; undefined when it asks nothing (any more). */
export function promptAt(view: RunView, step: string): Prompt | undefined {
  const position = view.plan.steps.findIndex((planned) => planned.id === step);
  const found = view.steps.find((one) => one.position === position && one.state === 'asking');
  return found?.prompt ?? undefined;
}

/** The form for the fields of a prompt; a choice made by button comes along, and is asked for where none was made. */
export function answerForm(view: RunView, step: string, prompt: Prompt, choice: string | undefined): Reply {
  const label = prompt.choices.find(({ id }) => id === choice)?.label;
  return {
    type: 'form',
    intent: {
      kind: 'run.answer',
      data: { run: view.id, step, ...(choice === undefined ? {} : { choice }) },
    },
    form: {
      title: label ?? view.plan.title,
      intro: prompt.text,
      fields: [...(choice === undefined ? choiceField(prompt) : []), ...prompt.fields.map(formField)],
      submit: label ?? 'Answer',
    },
  };
}

function choiceField({ choices }: Prompt): readonly FormField[] {
  if (choices.length === 0) return [];
  const ways = choices.map(({ id, label }) => ({ value: id, label }));
  return [{ name: 'choice', label: 'Choice', type: 'choice', required: true, choices: ways }];
}

function formField({ name, label, type, required, pattern }: PromptField): FormField {
  return {
    name,
    label,
    type: type === 'url' ? 'text' : type,
    required,
    maxLength: 4_000,
    ...(type === 'url' ? { hint: 'A link, such as https://…' } : {}),
    ...(pattern === undefined ? {} : { hint: `Must match ${pattern}` }),
  };
}
