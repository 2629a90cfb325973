import { asc, desc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../store/database.ts';
import type { Freeze } from './freeze.ts';
import { freeze } from './table.ts';

type Row = typeof freeze.$inferSelect;

function fromRow({ place, ...row }: Row): Freeze {
  return { ...row, place: place ?? null };
}

/**
 * Until the transaction ends no freeze begins: what it begins was begun before. Held by many at a time, and by whoever begins a freeze
 * alone.
 */
export async function beforeFreezes(tx: Tx): Promise<void> {
  await tx.orm.execute(sql`select pg_advisory_xact_lock_shared(hashtextextended('freeze', 0))`);
}

/** Waits for all that is just being begun. */
export async function afterBeginnings(tx: Tx): Promise<void> {
  await tx.orm.execute(sql`select pg_advisory_xact_lock(hashtextextended('freeze', 0))`);
}

export async function insertFreeze(tx: Tx, made: Freeze): Promise<void> {
  await tx.orm.insert(freeze).values(made);
}

/** Those that nobody has ended and that have not been found to be over, the one that ends first before the others. */
export async function openFreezes(reader: Reader): Promise<readonly Freeze[]> {
  const rows = await reader.orm
    .select()
    .from(freeze)
    .where(isNull(freeze.endedAt))
    .orderBy(asc(freeze.endsAt), asc(freeze.id));
  return rows.map(fromRow);
}

export async function readFreezes(reader: Reader, ids: readonly string[]): Promise<readonly Freeze[]> {
  if (ids.length === 0) return [];
  const rows = await reader.orm
    .select()
    .from(freeze)
    .where(inArray(freeze.id, [...ids]));
  return rows.map(fromRow);
}

/** The last that ended. */
export async function lastFreezes(reader: Reader, limit: number): Promise<readonly Freeze[]> {
  const rows = await reader.orm
    .select()
    .from(freeze)
    .where(sql`${freeze.endedAt} is not null`)
    .orderBy(desc(freeze.endedAt))
    .limit(limit);
  return rows.map(fromRow);
}

/** Locks it for the rest of the transaction. */
export async function holdFreeze(tx: Tx, id: string): Promise<Freeze | undefined> {
  const [row] = await tx.orm.select().from(freeze).where(eq(freeze.id, id)).for('update');
  return row && fromRow(row);
}

export async function endFreeze(
  tx: Tx,
  id: string,
  end: { readonly endedAt: Date; readonly endedBy: string | null; readonly endReason: string | null },
): Promise<void> {
  await tx.orm.update(freeze).set(end).where(eq(freeze.id, id));
}
