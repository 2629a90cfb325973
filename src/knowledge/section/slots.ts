import type { Slot } from '../../runbook/definition/construct/slot.ts';
import { fieldsOf, orList } from '../told.ts';
import type { Section } from './section.ts';

export const slots: Section<Slot> = {
  noun: 'slot',
  title: 'Steps of the installation',
  tell: ({ manual, of, evidence }) => ({
    brief: manual,
    fields: fieldsOf({
      'By hand, where nobody filled it in': manual,
      'Who may say that it was done': orList(of),
      Evidence: evidence,
    }),
  }),
};
