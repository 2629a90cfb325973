import { and, asc, desc, eq, gte, inArray, isNull, lt, lte, ne, or, sql } from 'drizzle-orm';
import { approvalRequest } from '../approval/table.ts';
import { run } from '../runbook/run/table.ts';
import type { Reader, Tx } from '../store/database.ts';
import type { Occurrence } from './occurrence.ts';
import type { Standing } from './schedule.ts';
import { scheduleOccurrence as occurrence, schedule } from './table.ts';

type Row = typeof occurrence.$inferSelect;

function fromRow({ leaseUntil: _lease, place, ...row }: Row): Occurrence {
  return { ...row, place: place ?? null };
}

export async function readStandings(reader: Reader): Promise<readonly Standing[]> {
  return reader.orm.select().from(schedule);
}

/** Those of a schedule, for the rest of the transaction: no other process writes what is due meanwhile. */
export async function holdStanding(tx: Tx, first: Standing): Promise<Standing> {
  await tx.orm.insert(schedule).values(first).onConflictDoNothing();
  const [row] = await tx.orm.select().from(schedule).where(eq(schedule.key, first.key)).for('update');
  return row ?? first;
}

export async function saveThrough(tx: Tx, key: string, through: Date): Promise<void> {
  await tx.orm.update(schedule).set({ through }).where(eq(schedule.key, key));
}

export async function saveCompleted(tx: Tx, key: string, completedAt: Date): Promise<void> {
  await tx.orm.update(schedule).set({ completedAt }).where(eq(schedule.key, key));
}

/** @returns false where this time of the schedule has its row already. */
export async function insertOccurrence(tx: Tx, made: Occurrence): Promise<boolean> {
  const rows = await tx.orm
    .insert(occurrence)
    .values({ ...made, leaseUntil: null })
    .onConflictDoNothing()
    .returning({ id: occurrence.id });
  return rows.length > 0;
}

/** Those that have not ended, the oldest first: so many of each schedule, so that none keeps another from its time. */
export async function liveOccurrences(reader: Reader, each: number): Promise<readonly Occurrence[]> {
  const rows = await reader.orm
    .select()
    .from(occurrence)
    .where(
      sql`${occurrence.id} in (select id from (select id, row_number() over (partition by schedule order by due_at) as nr
        from schedule_occurrence where ended_at is null) live where nr <= ${each})`,
    )
    .orderBy(asc(occurrence.dueAt), asc(occurrence.id));
  return rows.map(fromRow);
}

/** For a database that one process has to itself: nobody is at any of them. */
export async function releaseOccurrences(tx: Tx): Promise<void> {
  await tx.orm.update(occurrence).set({ leaseUntil: null }).where(isNull(occurrence.endedAt));
}

/** Nobody else is at it until then. @returns false where somebody is, or it is not as it was any more. */
export async function claimOccurrence(
  tx: Tx,
  { id, state, run: known }: Pick<Occurrence, 'id' | 'state' | 'run'>,
  now: Date,
  until: Date,
): Promise<boolean> {
  const rows = await tx.orm
    .update(occurrence)
    .set({ leaseUntil: until })
    .where(
      and(
        eq(occurrence.id, id),
        eq(occurrence.state, state),
        known === null ? isNull(occurrence.run) : eq(occurrence.run, known),
        or(isNull(occurrence.leaseUntil), lte(occurrence.leaseUntil, now)),
      ),
    )
    .returning({ id: occurrence.id });
  return rows.length > 0;
}

/** Locks it for the rest of the transaction; undefined where there is none. */
export async function holdOccurrence(tx: Tx, id: string): Promise<Occurrence | undefined> {
  const [row] = await tx.orm.select().from(occurrence).where(eq(occurrence.id, id)).for('update');
  return row && fromRow(row);
}

export type OccurrenceChange = Partial<
  Pick<Occurrence, 'state' | 'missedAt' | 'endedAt' | 'run' | 'request' | 'note' | 'by' | 'told'>
>;

export async function saveOccurrence(tx: Tx, id: string, change: OccurrenceChange): Promise<void> {
  await tx.orm
    .update(occurrence)
    .set({ ...change, leaseUntil: null })
    .where(eq(occurrence.id, id));
}

export async function readOccurrences(
  reader: Reader,
  ids: readonly string[],
): Promise<readonly Occurrence[]> {
  if (ids.length === 0) return [];
  const rows = await reader.orm
    .select()
    .from(occurrence)
    .where(inArray(occurrence.id, [...ids]));
  return rows.map(fromRow);
}

/** Those of a schedule that were due in a time. */
export async function occurrencesIn(
  reader: Reader,
  key: string,
  from: Date,
  to: Date,
): Promise<readonly Occurrence[]> {
  const rows = await reader.orm
    .select()
    .from(occurrence)
    .where(and(eq(occurrence.schedule, key), gte(occurrence.dueAt, from), lt(occurrence.dueAt, to)));
  return rows.map(fromRow);
}

/** The last of a schedule that ended with more than that it was not begun, besides one. */
export async function lastEnded(
  reader: Reader,
  key: string,
  besides: string,
): Promise<Occurrence | undefined> {
  const [row] = await reader.orm
    .select()
    .from(occurrence)
    .where(
      and(
        eq(occurrence.schedule, key),
        ne(occurrence.id, besides),
        inArray(occurrence.state, ['done', 'failed']),
      ),
    )
    .orderBy(desc(occurrence.dueAt))
    .limit(1);
  return row && fromRow(row);
}

/** The last one of a schedule that people see as failed. */
export async function lastToldFailed(reader: Reader, key: string): Promise<Occurrence | undefined> {
  const [row] = await reader.orm
    .select()
    .from(occurrence)
    .where(and(eq(occurrence.schedule, key), eq(occurrence.state, 'failed'), eq(occurrence.told, true)))
    .orderBy(desc(occurrence.dueAt))
    .limit(1);
  return row && fromRow(row);
}

/** When a schedule was done for the first time after one that was due then; undefined: it was not. */
export async function doneSince(reader: Reader, key: string, since: Date): Promise<Date | undefined> {
  const [row] = await reader.orm
    .select({ endedAt: occurrence.endedAt })
    .from(occurrence)
    .where(
      and(eq(occurrence.schedule, key), eq(occurrence.state, 'done'), sql`${occurrence.dueAt} > ${since}`),
    )
    .orderBy(asc(occurrence.dueAt))
    .limit(1);
  return row?.endedAt ?? undefined;
}

/** The last one of a schedule, whatever became of it. */
export async function lastOf(reader: Reader, key: string): Promise<Occurrence | undefined> {
  const [row] = await reader.orm
    .select()
    .from(occurrence)
    .where(eq(occurrence.schedule, key))
    .orderBy(desc(occurrence.dueAt))
    .limit(1);
  return row && fromRow(row);
}

/** How what an occurrence started stands: by its run, or by its request while there is none. */
export interface StartedNow {
  readonly run: string | null;
  readonly runState: string | null;
  readonly requestState: string | null;
}

export async function startedNow(reader: Reader, { run: runId, request }: Occurrence): Promise<StartedNow> {
  const [found] = await reader.orm
    .select({ id: run.id, state: run.state })
    .from(run)
    .where(request === null ? eq(run.id, runId ?? '') : eq(run.requestId, request))
    .limit(1);
  const [asked] =
    request === null
      ? []
      : await reader.orm
          .select({ state: approvalRequest.state })
          .from(approvalRequest)
          .where(eq(approvalRequest.id, request));
  return {
    run: found?.id ?? null,
    runState: found?.state ?? null,
    requestState: asked?.state ?? null,
  };
}

/** What ended so long ago tells nobody anything: the log has it for ever. */
export async function forgetOccurrences(tx: Tx, key: string, before: Date): Promise<void> {
  await tx.orm
    .delete(occurrence)
    .where(and(eq(occurrence.schedule, key), lt(occurrence.dueAt, before), lt(occurrence.endedAt, before)));
}
