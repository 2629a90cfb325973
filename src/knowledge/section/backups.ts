import type { WrittenRunbook } from '../../runbook/definition/construct/runbook.ts';
import { durationWords } from '../../runbook/plan/duration-words.ts';
import { fieldsOf } from '../told.ts';
import type { Section } from './section.ts';

export const backups: Section<WrittenRunbook['backups'][string]> = {
  noun: 'backup',
  title: 'Backups',
  tell({ what, target, every, continuous, warnAfter, alertAfter, retention, verifiedBy, restoredBy }) {
    const time = (ms: number | undefined): string | undefined =>
      ms === undefined ? undefined : durationWords(ms);
    const often = continuous ? 'all the time' : every && `every ${durationWords(every)}`;
    return {
      brief: [`${what} in ${target}`, often].filter(Boolean).join(', '),
      fields: fieldsOf({
        'What is kept': what,
        Where: target,
        'How often': often || undefined,
        'A warning after': time(warnAfter),
        'An alert after': time(alertAfter),
        'Kept for': time(retention),
      }),
      actions: [verifiedBy, restoredBy],
    };
  },
};
