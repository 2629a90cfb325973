import type { WrittenRunbook } from '../../runbook/definition/construct/runbook.ts';
import { fieldsOf } from '../told.ts';
import type { Section } from './section.ts';

/** What it is now the system alone knows, and its value may be a secret: told is what it is called, and where it stands. */
export const settings: Section<WrittenRunbook['settings'][string]> = {
  noun: 'setting',
  title: 'Settings of the system',
  tell: ({ file, key, value, changedBy }) => ({
    brief: `${key} in ${file}`,
    fields: fieldsOf({ File: file, Key: key, 'What it takes': value.description }),
    actions: [changedBy],
  }),
};
