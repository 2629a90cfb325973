import { Cron } from 'croner';

/** Times that come again, by a line of cron in a time zone. */
export interface CronTimes {
  /** The first time after a moment; undefined where none comes. */
  after(moment: Date): Date | undefined;
  /** The last time before a moment; undefined where there was none. */
  before(moment: Date): Date | undefined;
}

/** So long the times of a line are looked for one by one before a moment: longer than any change of a clock lasts. */
const NEAR_MS = 36 * 3_600_000;

const known = new Map<string, CronTimes>();
/** More than all runbooks together have; what is known is forgotten then, and read again. */
const MOST_KNOWN = 500;

/**
 * The times of a line of cron. One that a change of the clock skips comes at the end of the gap, one that it repeats comes once.
 * @throws Error on a line that cannot be read
 */
export function cronTimes(text: string, timezone: string): CronTimes {
  const key = `${timezone} ${text}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const times = readCron(text, timezone);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, times);
  return times;
}

function readCron(text: string, timezone: string): CronTimes {
  const cron = new Cron(text, {
    ...{ timezone, mode: '5-part', paused: true },
    // A list of hours is as fixed as one: without the rule a time of it that a clock skips would be left out.
    fixedTimeRule: 'no-wildcard',
    // `2/4` is from 2 on.
    sloppyRanges: true,
  });
  const after = (moment: Date): Date | undefined => cron.nextRun(moment) ?? undefined;
  return {
    after,
    before(moment) {
      const [last] = cron.previousRuns(1, moment);
      if (last === undefined) return undefined;
      const behind = after(last);
      const isOne = after(new Date(last.getTime() - 1))?.getTime() === last.getTime();
      if (isOne && (behind === undefined || behind >= moment)) return last;
      // Looked for forward, so that both ways give the same times, however the clock was changed.
      let found: Date | undefined;
      let next = after(new Date(last.getTime() - NEAR_MS));
      while (next !== undefined && next < moment) {
        found = next;
        next = after(next);
      }
      return found;
    },
  };
}

/** Whether a line of cron can be read, and names a day that comes: by what computes its times. */
export function isCron(text: string): boolean {
  try {
    return cronTimes(text, 'UTC').after(new Date(0)) !== undefined;
  } catch {
    return false;
  }
}
