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
        Reminds: reminder,
        'Done by another system': watch,
        Only: schedule.onlyAfter && `after ${schedule.onlyAfter} of the same day`,
      }),
      actions: [action],
      items: [itemIn('checklists', checklist), itemIn('procedures', procedure)],
    };
  },
};

function timeOf({ cron, every, afterCompletion, date, timezone }: Schedule): string {
  if (cron !== undefined) return `cron ${cron} (${timezone})`;
  if (every !== undefined) return `every ${durationWords(every)}`;
  if (afterCompletion !== undefined) return `${durationWords(afterCompletion)} after it was done last`;
  return date === undefined ? 'all the time' : `on ${date}`;
}
