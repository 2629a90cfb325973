import { cronTimes } from '../values/cron.ts';
import { isEnded, type Occurrence } from './occurrence.ts';
import { duesBetween } from './recurrence.ts';
import type { Schedule } from './schedule.ts';

export interface Day {
  readonly from: Date;
  readonly to: Date;
}

/** The day of a moment, as a zone counts it. */
export function dayOf(at: Date, timezone: string): Day {
  const midnights = cronTimes('0 0 * * *', timezone);
  return {
    from: midnights.before(new Date(at.getTime() + 1)) ?? at,
    to: midnights.after(at) ?? new Date(at.getTime() + 86_400_000),
  };
}

/** Times at which more than this is due in a day are none that something else waits for. */
const MOST = 1_500;

/**
 * What of a schedule must still be finished on a day, in a sentence; undefined where nothing must. What was left out while Keyturn was
 * down, or came to another end than that it is done, keeps nothing back.
 * @param made what of it was due that day and is written down
 */
export function unfinished(
  first: Pick<Schedule, 'title' | 'recurrence'>,
  made: readonly Pick<Occurrence, 'dueAt' | 'state'>[],
  day: Day,
  now: Date,
): string | undefined {
  if (made.some((one) => !isEnded(one)))
    return `It waits for "${first.title}" of the same day to be finished.`;
  const { recurrence } = first;
  // When it is due depends on when it is done: nobody knows whether that is today.
  if (recurrence.kind === 'after') return undefined;
  const last = { after: new Date(now.getTime()), until: new Date(day.to.getTime() - 1), base: now };
  const comes = duesBetween(recurrence, last, MOST).length > 0;
  return comes ? `It waits for "${first.title}", which is still due on the same day.` : undefined;
}
