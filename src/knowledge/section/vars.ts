import type { WrittenRunbook } from '../../runbook/definition/construct/runbook.ts';
import { fieldsOf } from '../told.ts';
import type { Section } from './section.ts';

/** What keyturn.yaml says in its place is the installation's own, and not told. */
export const vars: Section<WrittenRunbook['vars'][string]> = {
  noun: 'variable',
  title: 'Variables',
  tell: (variable) => ({
    brief: variable.description,
    fields: fieldsOf({
      'What it is': variable.description,
      'Unless keyturn.yaml says otherwise': variable.default,
    }),
  }),
};
