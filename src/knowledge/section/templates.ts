import type { WrittenRunbook } from '../../runbook/definition/construct/runbook.ts';
import { fieldsOf, itemIn } from '../told.ts';
import type { Section } from './section.ts';

export const templates: Section<WrittenRunbook['templates'][string]> = {
  noun: 'template',
  title: 'Templates of messages',
  tell: ({ text, fields, channel }) => ({
    brief: text,
    fields: fieldsOf({ Text: text }),
    lines: Object.entries(fields).map(([name, { description }]) => ({ text: `${name}: ${description}` })),
    items: [itemIn('channels', channel)],
  }),
};
