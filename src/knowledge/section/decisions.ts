import type { WrittenRunbook } from '../../runbook/definition/construct/runbook.ts';
import { fieldsOf, itemIn } from '../told.ts';
import type { Section } from './section.ts';

export const decisions: Section<WrittenRunbook['decisions'][string]> = {
  noun: 'decision',
  title: 'Decisions',
  tell: ({ question, choices, metric }) => ({
    brief: question,
    fields: fieldsOf({ Question: question }),
    lines: choices.map(({ label, tell, source }) => ({
      text: tell === undefined ? label : `${label}: ${tell}`,
      source,
    })),
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
