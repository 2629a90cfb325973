import type { WrittenRunbook } from '../../runbook/definition/construct/runbook.ts';
import { durationWords } from '../../runbook/plan/duration-words.ts';
import { fieldsOf, itemIn } from '../told.ts';
import type { Section } from './section.ts';

type Schedule = WrittenRunbook['schedules'][string];

export const schedules: Section<Schedule> = {
  noun: 'schedule',
  title: 'Schedules',
  tell(schedule) {
    const { checklist, action, procedure, reminder, watch } = schedule.starts;
    return {
      brief: timeOf(schedule),
      fields: fieldsOf({
        When: timeOf(schedule),
        'After Keyturn was down': MISSED[schedule.missed],
        Reminds: reminder,
        'Done by another system': watch,
        'People are asked': schedule.seenBy?.confirm,
        'Missed when not done':
          schedule.within === undefined ? undefined : `${durationWords(schedule.within)} after it was due`,
        'Called then': schedule.calls?.join(', '),
        Only: schedule.onlyAfter && `after ${schedule.onlyAfter} of the same day`,
      }),
      actions: [action, schedule.seenBy?.action],
      items: [itemIn('checklists', checklist), itemIn('procedures', procedure)],
    };
  },
};

const MISSED: { readonly [M in Schedule['missed']]: string } = {
  skip: 'what was missed is left out',
  latest: 'the latest that was missed is made up for',
  all: 'all that was missed is made up for',
};

function timeOf({ cron, every, afterCompletion, date, continuous, timezone }: Schedule): string {
  if (cron !== undefined) return `cron ${cron} (${timezone})`;
  if (every !== undefined) return `every ${durationWords(every)}`;
  if (afterCompletion !== undefined) return `${durationWords(afterCompletion)} after it was done last`;
  if (date !== undefined) return `on ${date}`;
  return continuous ? 'all the time' : '';
}
