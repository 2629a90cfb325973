import { describeBound } from '../../runbook/definition/construct/bound.ts';
import type { WrittenRunbook } from '../../runbook/definition/construct/runbook.ts';
import { durationWords } from '../../runbook/plan/duration-words.ts';
import { fieldsOf, itemIn } from '../told.ts';
import type { Section } from './section.ts';

type Alert = WrittenRunbook['alerts'][string];

export const alerts: Section<Alert> = {
  noun: 'alert',
  title: 'Alerts',
  tell: ({ when, severity, respondWithin, opens, offers = [] }) => ({
    brief: `${severity}: ${occasion(when)}`,
    fields: fieldsOf({
      'Raised when': occasion(when),
      Severity: severity,
      'Begin within': respondWithin === undefined ? undefined : durationWords(respondWithin),
    }),
    actions: offers,
    items: [
      itemIn('procedures', opens),
      itemIn('monitors', 'monitor' in when ? when.monitor : undefined),
      itemIn('severities', severity),
    ],
  }),
};

function occasion(when: Alert['when']): string {
  if ('symptom' in when) return when.symptom;
  if ('monitor' in when) return `${when.monitor} is ${when.band}`;
  if ('silent' in when) return `nothing is heard of ${when.silent} for ${durationWords(when.for)}`;
  const lasting = when.for === undefined ? '' : ` for ${durationWords(when.for)}`;
  const samples = when.minimumSamples === undefined ? '' : `, in ${when.minimumSamples} samples at least`;
  return `${when.metric} is ${describeBound(when.is)}${lasting}${samples}`;
}
