import { cronTimes } from '../values/cron.ts';

/** When something is due, again and again. */
export type Recurrence =
  | { readonly kind: 'cron'; readonly cron: string; readonly timezone: string }
  /** Counted from 1970-01-01 00:00 UTC, so that every process counts alike. */
  | { readonly kind: 'every'; readonly ms: number }
  /** Counted from the last completion, and before the first one from when the schedule was first seen. */
  | { readonly kind: 'after'; readonly ms: number }
  | { readonly kind: 'once'; readonly at: Date }
  /** Nothing is ever due: something else does it all the time, or too often for a row each. */
  | { readonly kind: 'never' };

/**
 * The first time after a moment at which something is due; undefined where none comes.
 * @param base from when on `after` counts
 */
export function nextDue(recurrence: Recurrence, after: Date, base: Date): Date | undefined {
  switch (recurrence.kind) {
    case 'cron':
      return cronTimes(recurrence.cron, recurrence.timezone).after(after);
    case 'every':
      return new Date((Math.floor(after.getTime() / recurrence.ms) + 1) * recurrence.ms);
    case 'after': {
      const due = new Date(base.getTime() + recurrence.ms);
      return due > after ? due : undefined;
    }
    case 'once':
      return recurrence.at > after ? recurrence.at : undefined;
    case 'never':
      return undefined;
  }
}

/** The last time after `after`, and at `until` at the latest; undefined where there was none. */
export function lastDue(recurrence: Recurrence, after: Date, until: Date, base: Date): Date | undefined {
  const last = lastUntil(recurrence, until, base);
  return last !== undefined && last > after ? last : undefined;
}

function lastUntil(recurrence: Recurrence, until: Date, base: Date): Date | undefined {
  switch (recurrence.kind) {
    case 'cron':
      return cronTimes(recurrence.cron, recurrence.timezone).before(new Date(until.getTime() + 1));
    case 'every':
      return new Date(Math.floor(until.getTime() / recurrence.ms) * recurrence.ms);
    case 'after':
    case 'once': {
      const due = recurrence.kind === 'once' ? recurrence.at : new Date(base.getTime() + recurrence.ms);
      return due <= until ? due : undefined;
    }
    case 'never':
      return undefined;
  }
}

/** All times after `after`, and at `until` at the latest; the first of them, where there are more than `most`. */
export function duesBetween(
  recurrence: Recurrence,
  { after, until, base }: { readonly after: Date; readonly until: Date; readonly base: Date },
  most: number,
): readonly Date[] {
  const dues: Date[] = [];
  let due = nextDue(recurrence, after, base);
  while (due !== undefined && due <= until && dues.length < most) {
    dues.push(due);
    due = recurrence.kind === 'after' ? undefined : nextDue(recurrence, due, base);
  }
  return dues;
}

/** The times that come, without end where there is none. */
export function upcoming(recurrence: Recurrence, after: Date, base: Date, count: number): readonly Date[] {
  const until = new Date(8.64e15);
  return duesBetween(recurrence, { after, until, base }, count);
}
