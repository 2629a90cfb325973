import type { FormField } from '../chat/card.ts';
import { ruleInWords } from '../runbook/plan/value.ts';
import type { RunView } from '../runbook/service.ts';
import type { Prompt, PromptField } from '../runbook/steps/step.ts';
import type { Reply } from './command.ts';
import { fieldType, type Nameable } from './field-type.ts';

/** Characters that a field takes of which nothing says how many. */
const LONGEST_ANSWER = 4_000;

/** What a step of a run asks now; undefined when it asks nothing (any more). */
export function promptAt(view: RunView, step: string): Prompt | undefined {
  const position = view.plan.steps.findIndex((planned) => planned.id === step);
  const found = view.steps.find((one) => one.position === position && one.state === 'asking');
  return found?.prompt ?? undefined;
}

/**
 * The form for the fields of a prompt; a choice made by button comes along, and is asked for where none was made.
 * @param people whom an answer may name
 */
export function answerForm(
  view: RunView,
  step: string,
  prompt: Prompt,
  choice: string | undefined,
  people: readonly Nameable[],
): Reply {
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
      fields: [
        ...(choice === undefined ? choiceField(prompt) : []),
        ...prompt.fields.map((field) => formField(field, people)),
      ],
      submit: label ?? 'Answer',
    },
  };
}

function choiceField({ choices }: Prompt): readonly FormField[] {
  if (choices.length === 0) return [];
  const ways = choices.map(({ id, label }) => ({ value: id, label }));
  return [{ name: 'choice', label: 'Choice', type: 'choice', required: true, choices: ways }];
}

function formField(field: PromptField, people: readonly Nameable[]): FormField {
  const { name, label, type, required, choices = [], maxLength = LONGEST_ANSWER } = field;
  const hint = hintOf(field);
  return {
    name,
    label,
    ...fieldType(type, choices, { people, lists: {} }, name),
    required,
    maxLength,
    ...(hint === '' ? {} : { hint }),
  };
}

/** How to write it where its type does not say that, and what is said of it beside its type. */
function hintOf({ example, ...field }: PromptField): string {
  const how = example === undefined ? (HOW[field.type] ?? '') : `Such as ${example}`;
  // A menu shows its choices.
  const words = ruleInWords({ ...field, choices: undefined });
  const sentence = [how, ...words].filter(Boolean).join('; ');
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

const HOW: Readonly<Partial<Record<PromptField['type'], string>>> = {
  url: 'A link, such as https://…',
  datetime: 'A time with its zone, such as 2024-01-15T09:00:00Z',
  duration: 'A number and a unit, such as 90s, 30m, 48h or 7d',
  integer: 'A whole number',
  email: 'Such as name@example.com',
  'solana-address': 'The address in base 58',
  'evm-address': '0x and 40 hexadecimal digits',
};
