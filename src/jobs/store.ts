import { and, eq, inArray, sql } from 'drizzle-orm';
import { fromDrizzle } from 'pg-boss';
import type { Reader, Tx } from '../store/database.ts';
import { prepare, slot } from '../store/prepare.ts';
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
}

const insertingEvent = prepare(sql`
  insert into event (kind, subject, data, at)
  values (${slot('kind')}, ${slot('subject')}, ${slot('data')}::text::jsonb, ${slot('at')}::timestamptz)`);

export async function insertEvent(tx: Tx, said: DomainEvent): Promise<void> {
  const { kind, subject } = said;
  await insertingEvent(tx, { kind, subject, data: JSON.stringify(said.data), at: said.at.toISOString() });
}

/** Takes up to `limit` events that nobody holds, oldest first, and holds them until `heldUntil`. */
export async function holdEvents(tx: Tx, now: Date, heldUntil: Date, limit: number): Promise<HeldEvent[]> {
  const free = sql`(
    select id from event where held_until is null or held_until <= ${now.toISOString()}::timestamptz
    order by id limit ${limit} for update skip locked)`;
  const rows = await tx.orm
    .update(event)
    .set({ heldUntil, tries: sql`${event.tries} + 1` })
    .where(sql`${event.id} in ${free}`)
    .returning();
  return rows.map((row) => ({ ...row, data: row.data as DomainEvent['data'] })).sort((a, b) => a.id - b.id);
}

/** Nobody holds anything any more. */
export async function releaseEvents(tx: Tx): Promise<void> {
  await tx.orm.update(event).set({ heldUntil: null });
}

export async function deleteEvents(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.orm.delete(event).where(inArray(event.id, [...ids]));
}

export async function postponeEvents(tx: Tx, ids: readonly number[], until: Date): Promise<void> {
  await tx.orm
    .update(event)
    .set({ heldUntil: until })
    .where(inArray(event.id, [...ids]));
}

export async function upsertTimer(tx: Tx, kind: string, subject: string, dueAt: Date): Promise<void> {
  await tx.orm
    .insert(timer)
    .values({ kind, subject, dueAt })
    .onConflictDoUpdate({ target: [timer.kind, timer.subject], set: { dueAt: sql`excluded.due_at` } });
}

export async function deleteTimer(tx: Tx, kind: string, subject: string): Promise<void> {
  await tx.orm.delete(timer).where(and(eq(timer.kind, kind), eq(timer.subject, subject)));
}

/** Removes one due timer and answers it; the row lock keeps other processes off until the commit. */
export async function takeDueTimer(
  tx: Tx,
  now: Date,
  except: readonly number[],
): Promise<DueTimer | undefined> {
  const spared = except.length === 0 ? sql`true` : sql`id not in ${except}`;
  const rows = (await tx.orm.execute(sql`
    delete from timer where id in (
      select id from timer where due_at <= ${now.toISOString()}::timestamptz and ${spared}
      order by due_at limit 1 for update skip locked)
    returning id, kind, subject`)) as unknown as { id: number | string; kind: string; subject: string }[];
  const row = rows[0];
  return row && { ...row, id: Number(row.id) };
}

/** When the next timer is due, or undefined when there is none. */
export async function nextDue(reader: Reader, except: readonly number[]): Promise<Date | undefined> {
  const spared = except.length === 0 ? sql`true` : sql`id not in ${except}`;
  const rows = (await reader.orm.execute(
    sql`select due_at from timer where ${spared} order by due_at limit 1`,
  )) as unknown as { due_at: string | Date }[];
  return rows[0] && new Date(rows[0].due_at);
}

/** A view of the transaction for pg-boss, so that a wake-up commits or vanishes with the change it is about. */
export function bossDatabase(tx: Tx): ReturnType<typeof fromDrizzle> {
  return fromDrizzle(tx.orm, sql);
}
