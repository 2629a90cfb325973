import { and, eq, sql } from 'drizzle-orm';
import type { Tx } from '../store/database.ts';
import type { DomainEvent } from './event.ts';
import { event, timer } from './table.ts';

export async function insertEvent(tx: Tx, said: DomainEvent): Promise<void> {
  await tx.orm.insert(event).values({ kind: said.kind, subject: said.subject, data: said.data, at: said.at });
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
