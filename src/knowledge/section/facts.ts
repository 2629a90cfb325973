import type { WrittenRunbook } from '../../runbook/definition/construct/runbook.ts';
import { fieldsOf } from '../told.ts';
import type { Section } from './section.ts';

const OPEN = 'Nobody has filled it in yet.';

export const facts: Section<WrittenRunbook['facts'][string]> = {
  noun: 'fact',
  title: 'Facts',
  tell: ({ value, url, placeholder }) => ({
    brief: value ?? url ?? OPEN,
    fields: fieldsOf({
      'What it is': value,
      Page: url,
      // A value beside it is what the document has in its place.
      Open: placeholder && OPEN,
    }),
    url,
  }),
};
