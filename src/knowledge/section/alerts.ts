import type { WrittenRunbook } from '../../runbook/definition/construct/runbook.ts';
import { durationWords } from '../../runbook/plan/duration-words.ts';
import { fieldsOf, itemIn } from '../told.ts';
import { boundOf, titleIn } from './measured.ts';
import type { Beside, Section } from './section.ts';

type Alert = WrittenRunbook['alerts'][string];

export const alerts: Section<Alert> = {
  noun: 'alert',
  title: 'Alerts',
  tell: ({ when, severity, respondWithin, opens, offers = [] }, beside) => ({
    brief: `${severity}: ${occasion(when, beside)}`,
    fields: fieldsOf({
      'Raised when': occasion(when, beside),
      Severity: severity,
      'Begin within': respondWithin === undefined ? undefined : durationWords(respondWithin),
    }),
    actions: offers,
    items: [
      itemIn('procedures', opens),
      itemIn('monitors', 'monitor' in when ? when.monitor : undefined),
      itemIn('metrics', 'metric' in when ? when.metric : undefined),
      itemIn('schedules', 'silent' in when ? when.silent : undefined),
      itemIn('severities', severity),
    ],
  }),
};

function occasion(when: Alert['when'], beside: Beside): string {
  if ('symptom' in when) return when.symptom;
  if ('monitor' in when) return `${titleIn(beside.monitors, when.monitor)} is ${when.band}`;
  if ('silent' in when)
    return `nothing is heard of ${titleIn(beside.schedules, when.silent)} for ${durationWords(when.for)}`;
  const lasting = when.for === undefined ? '' : ` for ${durationWords(when.for)}`;
  const samples = when.minimumSamples === undefined ? '' : `, in ${when.minimumSamples} samples at least`;
  return `${titleIn(beside.metrics, when.metric)} is ${boundOf(when.is, when.metric, beside)}${lasting}${samples}`;
}
