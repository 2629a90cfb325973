import type { WrittenRunbook } from '../../runbook/definition/construct/runbook.ts';
import { fieldsOf } from '../told.ts';
import type { Section } from './section.ts';

export const leftOut: Section<WrittenRunbook['leftOut'][string]> = {
  noun: 'left out',
  title: 'What was left out',
  tell: ({ reason }) => ({ brief: reason, fields: fieldsOf({ 'Why nothing stands for it': reason }) }),
};
