import type { WrittenRunbook } from '../../runbook/definition/construct/runbook.ts';
import { durationWords } from '../../runbook/plan/duration-words.ts';
import { fieldsOf, itemIn } from '../told.ts';
import type { Section } from './section.ts';

export const checklists: Section<WrittenRunbook['checklists'][string]> = {
  noun: 'checklist',
  title: 'Checklists',
  tell: ({ items, dueWithin, channel, includes = [] }) => ({
    brief: `${items.length} items`,
    fields: fieldsOf({ 'To be done within': dueWithin === undefined ? undefined : durationWords(dueWithin) }),
    lines: items.map(({ section, title, source }) => ({
      text: section === undefined ? title : `${section}: ${title}`,
      source,
    })),
    actions: items.flatMap(({ action, shows = [] }) => [action, ...shows]),
    items: [
      itemIn('channels', channel),
      ...includes.map((id) => itemIn('checklists', id)),
      ...items.map(({ procedure }) => itemIn('procedures', procedure)),
    ],
  }),
};
