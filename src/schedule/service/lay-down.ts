import { record, recordShared } from '../../audit/service.ts';
import { newId } from '../../ids.ts';
import type { Tx } from '../../store/database.ts';
import { catchUp } from '../catch-up.ts';
import { dueEntry, leftOutEntry } from '../entries.ts';
import type { Occurrence } from '../occurrence.ts';
import { nextDue } from '../recurrence.ts';
import { baseOf, OCCURRENCE, type Schedule, type Standing } from '../schedule.ts';
import { forgetOccurrences, holdStanding, insertOccurrence, saveThrough } from '../store.ts';
import { OCCURRENCE_CHANGED, type ScheduleDeps } from './deps.ts';

const KEPT_MS = 90 * 86_400_000;

/** Whether something of a schedule is due that is not written down. */
export function isBehind({ recurrence }: Schedule, standing: Standing | undefined, now: Date): boolean {
  if (standing === undefined) return true;
  const next = nextDue(recurrence, standing.through, baseOf(standing));
  return next !== undefined && next <= now;
}

/**
 * Writes down what of a schedule has become due: each time once, however many processes do it. What was due before Keyturn first saw
 * the schedule is not.
 */
export async function layDown(
  tx: Tx,
  { jobs, home }: Pick<ScheduleDeps, 'jobs' | 'home'>,
  schedule: Schedule,
): Promise<void> {
  const { key, recurrence, missed } = schedule;
  const first = await tx.now();
  const standing = await holdStanding(tx, { key, since: first, through: first, completedAt: null });
  const now = await tx.now();
  // The clock was set back: what is due again then has its rows.
  if (now <= standing.through) return;
  const { through: after } = standing;
  const { dues, through, leftOut } = catchUp(recurrence, missed, { after, now, base: baseOf(standing) });
  const place = home(schedule.system) ?? null;
  for (const dueAt of dues) {
    const made = occurrenceOf(schedule, dueAt, place);
    if (!(await insertOccurrence(tx, made))) continue;
    await record(tx, dueEntry(made, now));
    await jobs.emit(tx, {
      kind: OCCURRENCE_CHANGED,
      subject: OCCURRENCE.subject(made.id),
      at: now,
      data: {},
    });
  }
  if (leftOut) await recordShared(tx, leftOutEntry(key, after, dues.at(-1) ?? now, now));
  await saveThrough(tx, key, through);
  if (dues.length > 0) await forgetOccurrences(tx, key, new Date(now.getTime() - KEPT_MS));
}

function occurrenceOf(schedule: Schedule, dueAt: Date, place: Occurrence['place']): Occurrence {
  const { key, title, starts, calls, missed, withinMs, recurrence } = schedule;
  return {
    id: newId(OCCURRENCE.prefix),
    schedule: key,
    dueAt,
    state: 'due',
    what: { title, starts, calls, all: missed === 'all', often: recurrence.kind === 'every' },
    place,
    deadline: withinMs === null ? null : new Date(dueAt.getTime() + withinMs),
    ...{ missedAt: null, endedAt: null, run: null, request: null, note: null, by: null, told: false },
  };
}
