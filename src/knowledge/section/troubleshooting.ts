import type { WrittenRunbook } from '../../runbook/definition/construct/runbook.ts';
import { fieldsOf } from '../told.ts';
import type { Section } from './section.ts';

export const troubleshooting: Section<WrittenRunbook['troubleshooting'][string]> = {
  noun: 'symptom',
  title: 'Troubleshooting',
  tell: ({ symptoms, causes = [], tries }) => ({
    brief: symptoms.join('; '),
    fields: fieldsOf({ 'What people see': symptoms.join('\n'), 'What may be behind it': causes.join('\n') }),
    lines: tries.map(({ title, source }, index) => ({ text: `${index + 1}. ${title}`, source })),
    actions: tries.map(({ action }) => action),
  }),
};
