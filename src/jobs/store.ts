import { and, eq, sql } from 'drizzle-orm';
import { clockNow, clockOf, databaseClock } from '../store/clock.ts';
import type { Reader, Tx } from '../store/database.ts';
import { prepare, slot } from '../store/prepare.ts';
import { rowsOf } from '../store/rows.ts';
import type { DomainEvent } from './event.ts';
import { event, timer } from './table.ts';

export interface HeldEvent extends DomainEvent {
  readonly id: number;
  readonly tries: number;
}

export interface DueTimer {
  readonly id: number;
  readonly kind: string;
  readonly subject: string;
  readonly dueAt: Date;
  /** When it was taken. */
  readonly now: Date;
}

const insertingEvents = prepare(sql`
  insert into event (kind, subject, data, at)
  select said ->> 'kind', said ->> 'subject', said -> 'data', (said ->> 'at')::timestamptz
  from jsonb_array_elements(${slot('events')}::text::jsonb) with ordinality as all_said (said, nr) order by nr`);

/** Several at once cost no more than one. */
export async function insertEvents(tx: Tx, said: readonly DomainEvent[]): Promise<void> {
  await insertingEvents(tx, { events: JSON.stringify(said) });
}

interface EventRow {
  readonly id: string | number;
  readonly kind: string;
  readonly subject: string;
  readonly data: string;
  readonly at: string | Date;
  readonly tries: number;
}

const holdingEvents = prepare<EventRow>(sql`
  with clock as materialized (select ${databaseClock} as now), free as materialized (
    select e.id from event e, clock where e.held_until is null or e.held_until <= clock.now
    order by e.id limit ${slot('limit')}::int for update of e skip locked)
  update event set held_until = (select now from clock) + ${slot('holdMs')}::float8 * interval '1 ms', tries = tries + 1
  where id in (select id from free)
  returning id, kind, subject, data::text as data, at, tries`);

/** Takes up to `limit` events that nobody holds, oldest first, and holds them for `holdMs`. */
export async function holdEvents(reader: Reader, holdMs: number, limit: number): Promise<HeldEvent[]> {
  const rows = await holdingEvents(reader, { ...clockOf(reader), holdMs, limit });
  return rows
    .map((row) => ({
      ...row,
      id: Number(row.id),
      at: new Date(row.at),
      data: JSON.parse(row.data) as DomainEvent['data'],
    }))
    .sort((a, b) => a.id - b.id);
}

/** Nobody holds anything any more. */
export async function releaseEvents(tx: Tx): Promise<void> {
  await tx.orm.update(event).set({ heldUntil: null });
}

/** Lets go of what is held for longer than `ms` from now. @returns how many those were. */
export async function releaseEventsHeldFor(reader: Reader, ms: number): Promise<number> {
  const released = await rowsOf(
    reader,
    sql`update event set held_until = null where held_until > ${clockNow(reader)} + ${ms}::float8 * interval '1 ms' returning id`,
  );
  return released.length;
}

const deletingEvents = prepare(sql`
  delete from event where id = any(array(select value::bigint from jsonb_array_elements_text(${slot('ids')}::text::jsonb)))`);

export async function deleteEvents(tx: Tx, ids: readonly number[]): Promise<void> {
  await deletingEvents(tx, { ids: JSON.stringify(ids) });
}

const postponingEvents = prepare(sql`
  update event set held_until = ${databaseClock} + ${slot('delayMs')}::float8 * interval '1 ms'
  where id = any(array(select value::bigint from jsonb_array_elements_text(${slot('ids')}::text::jsonb)))`);

export async function postponeEvents(tx: Tx, ids: readonly number[], delayMs: number): Promise<void> {
  await postponingEvents(tx, { ...clockOf(tx), ids: JSON.stringify(ids), delayMs });
}

const upsertingTimer = prepare(sql`
  insert into timer (kind, subject, due_at) values (${slot('kind')}, ${slot('subject')}, ${slot('dueAt')}::timestamptz)
  on conflict (kind, subject) do update set id = default, due_at = excluded.due_at`);

/** Sets a timer anew, as another row: what is known of how the one before failed does not hold for it. */
export async function upsertTimer(tx: Tx, kind: string, subject: string, dueAt: Date): Promise<void> {
  await upsertingTimer(tx, { kind, subject, dueAt: dueAt.toISOString() });
}

export async function deleteTimer(tx: Tx, kind: string, subject: string): Promise<void> {
  await tx.orm.delete(timer).where(and(eq(timer.kind, kind), eq(timer.subject, subject)));
}

/** Removes one due timer and answers it; the row lock keeps other processes off until the commit. */
export async function takeDueTimer(tx: Tx, except: readonly number[]): Promise<DueTimer | undefined> {
  const spared = except.length === 0 ? sql`true` : sql`id not in ${except}`;
  const rows = await rowsOf<
    Omit<DueTimer, 'id' | 'dueAt' | 'now'> & {
      id: number | string;
      due_at: string | Date;
      now: string | Date;
    }
  >(
    tx,
    sql`
      delete from timer where id in (
        select id from timer where due_at <= ${clockNow(tx)} and ${spared}
        order by due_at limit 1 for update skip locked)
      returning id, kind, subject, due_at, clock_timestamp() as now`,
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  const { id, kind, subject, due_at, now } = row;
  return { id: Number(id), kind, subject, dueAt: new Date(due_at), now: tx.instant(now) };
}

/** Milliseconds until the next timer is due, 0 when it is now; undefined when there is none. */
export async function untilNextDue(reader: Reader, except: readonly number[]): Promise<number | undefined> {
  const spared = except.length === 0 ? sql`true` : sql`id not in ${except}`;
  const rows = await rowsOf<{ due_at: string | Date; now: string | Date }>(
    reader,
    sql`select due_at, clock_timestamp() as now from timer where ${spared} order by due_at limit 1`,
  );
  const [row] = rows;
  return row && Math.max(0, new Date(row.due_at).getTime() - reader.instant(row.now).getTime());
}
