import type { WrittenRunbook } from '../../runbook/definition/construct/runbook.ts';
import { fieldsOf, itemIn } from '../told.ts';
import { boundOf, titleIn } from './measured.ts';
import type { Beside, Section } from './section.ts';

type Decision = WrittenRunbook['decisions'][string];

export const decisions: Section<Decision> = {
  noun: 'decision',
  title: 'Decisions',
  tell: ({ question, choices, metric }, beside) => ({
    brief: question,
    fields: fieldsOf({
      Question: question,
      'What decides': metric === undefined ? undefined : titleIn(beside.metrics, metric),
    }),
    lines: choices.map((choice) => ({ text: choiceWords(choice, metric, beside), source: choice.source })),
    actions: choices.map(({ action }) => action),
    items: [
      itemIn('metrics', metric),
      ...choices.flatMap(({ procedure, decision }) => [
        itemIn('procedures', procedure),
        itemIn('decisions', decision),
      ]),
    ],
  }),
};

function choiceWords(
  { label, tell, when, action }: Decision['choices'][number],
  metric: string | undefined,
  beside: Beside,
): string {
  const bounds = [
    ...(when === undefined ? [] : [`where it is ${boundOf(when, metric, beside)}`]),
    ...(action === undefined ? [] : [`do: ${titleIn(beside.actions, action)}`]),
  ];
  const said = tell === undefined ? label : `${label}: ${tell}`;
  return bounds.length === 0 ? said : `${said} (${bounds.join('; ')})`;
}
