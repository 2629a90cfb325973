import { record } from '../../audit/service.ts';
import type { Tx } from '../../store/database.ts';
import { entryOf, missedEntry } from '../entries.ts';
import type { Occurrence } from '../occurrence.ts';
import { OCCURRENCE } from '../schedule.ts';
import { lastEnded, lastToldFailed, saveCompleted, saveOccurrence } from '../store.ts';
import { OCCURRENCE_CALLS, OCCURRENCE_CHANGED, type ScheduleDeps } from './deps.ts';

export interface End {
  readonly state: 'done' | 'failed' | 'skipped';
  readonly note?: string | null;
  /** Who said so. */
  readonly by?: string;
  /** The run that was made for it, where there was none before. */
  readonly run?: string | null;
  /** It is missed by this end. */
  readonly missed?: true;
  /** It gave way to a later one, of which people hear. */
  readonly gaveWay?: true;
}

/** Ends an occurrence whose row this transaction holds. */
export async function endOccurrence(
  tx: Tx,
  { jobs }: Pick<ScheduleDeps, 'jobs'>,
  occurrence: Occurrence,
  end: End,
  now: Date,
): Promise<void> {
  const isBad = end.state !== 'done' && end.gaveWay !== true;
  const told = occurrence.told || (isBad && (await isNews(tx, occurrence)));
  const ended: Occurrence = {
    ...occurrence,
    state: end.state,
    note: end.note ?? null,
    by: end.by ?? null,
    run: end.run ?? occurrence.run,
    endedAt: now,
    missedAt: end.missed === true ? now : occurrence.missedAt,
    told,
  };
  const { state, note, by, run, endedAt, missedAt } = ended;
  await saveOccurrence(tx, occurrence.id, { state, note, by, run, endedAt, missedAt, told });
  await saveCompleted(tx, occurrence.schedule, now);
  await record(tx, entryOf(ended, now));
  await say(tx, jobs, occurrence.id, OCCURRENCE_CHANGED, now);
  if (isBad && told) await say(tx, jobs, occurrence.id, OCCURRENCE_CALLS, now);
  if (end.state === 'done' && occurrence.what.often) await sayWellAgain(tx, jobs, occurrence, now);
}

/** What is due often and has failed before has its card already. */
async function isNews(tx: Tx, { id, schedule, what }: Occurrence): Promise<boolean> {
  if (!what.often) return true;
  return (await lastEnded(tx, schedule, id))?.state !== 'failed';
}

async function sayWellAgain(
  tx: Tx,
  jobs: ScheduleDeps['jobs'],
  { id, schedule }: Occurrence,
  now: Date,
): Promise<void> {
  if ((await lastEnded(tx, schedule, id))?.state !== 'failed') return;
  const failed = await lastToldFailed(tx, schedule);
  if (failed !== undefined) await say(tx, jobs, failed.id, OCCURRENCE_CHANGED, now);
}

/** It was not done in time, and may still be. */
export async function missOccurrence(
  tx: Tx,
  { jobs }: Pick<ScheduleDeps, 'jobs'>,
  occurrence: Occurrence,
  now: Date,
): Promise<void> {
  await saveOccurrence(tx, occurrence.id, { missedAt: now, told: true });
  await record(tx, missedEntry(occurrence, now));
  await say(tx, jobs, occurrence.id, OCCURRENCE_CHANGED, now);
  await say(tx, jobs, occurrence.id, OCCURRENCE_CALLS, now);
}

async function say(tx: Tx, jobs: ScheduleDeps['jobs'], id: string, kind: string, at: Date): Promise<void> {
  await jobs.emit(tx, { kind, subject: OCCURRENCE.subject(id), at, data: {} });
}
