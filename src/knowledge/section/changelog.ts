import type { WrittenRunbook } from '../../runbook/definition/construct/runbook.ts';
import { fieldsOf } from '../told.ts';
import type { Section } from './section.ts';

export const changelog: Section<NonNullable<WrittenRunbook['changelog']>> = {
  noun: 'change log',
  title: 'Change log',
  tell: ({ description, types, action, automaticFor }) => ({
    brief: description,
    fields: fieldsOf({
      'Kinds of changes': types.join(', '),
      'Runs that count as changes': automaticFor.join(', '),
    }),
    actions: [action],
  }),
};
