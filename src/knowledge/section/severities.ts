import type { WrittenRunbook } from '../../runbook/definition/construct/runbook.ts';
import { durationWords } from '../../runbook/plan/duration-words.ts';
import { fieldsOf } from '../told.ts';
import type { Section } from './section.ts';

export const severities: Section<WrittenRunbook['severities'][string]> = {
  noun: 'severity',
  title: 'Severities',
  tell({ rank, criteria, aliases = [], acknowledgeWithin, assessWithin, updateEvery }) {
    const time = (ms: number | undefined): string | undefined =>
      ms === undefined ? undefined : durationWords(ms);
    return {
      brief: criteria.join('; '),
      lines: criteria.map((text) => ({ text })),
      fields: fieldsOf({
        'How bad': rank === 0 ? '0, the worst' : `${rank}, where 0 is the worst`,
        'Also called': aliases.join(', '),
        'Acknowledge within': time(acknowledgeWithin),
        'Assess within': time(assessWithin),
        'Update every': time(updateEvery),
      }),
    };
  },
};
