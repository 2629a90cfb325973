import { and, eq, isNull, lt, sql } from 'drizzle-orm';
import type { Json } from '../../canonical.ts';
import type { Reader, Tx } from '../../store/database.ts';
import { button } from './table.ts';

export interface ButtonRow {
  readonly nonce: string;
  readonly kind: string;
  readonly data: Json;
  readonly scope: string;
  readonly digest: string;
  readonly account: string | null;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
}

/** Stores controls; one that its scope already has keeps its nonce and lives longer. Answers nonces in order. */
export async function upsertButtons(
  tx: Tx,
  rows: readonly Omit<ButtonRow, 'usedAt'>[],
): Promise<readonly string[]> {
  if (rows.length === 0) return [];
  const stored = await tx.orm
    .insert(button)
    .values([...rows])
    .onConflictDoUpdate({
      target: [button.scope, button.digest],
      set: { expiresAt: sql`excluded.expires_at` },
    })
    .returning({ nonce: button.nonce, digest: button.digest });
  const nonces = new Map(stored.map((row) => [row.digest, row.nonce]));
  return rows.map((row) => nonces.get(row.digest) ?? row.nonce);
}

export async function findButton(reader: Reader, nonce: string): Promise<ButtonRow | undefined> {
  const [row] = await reader.orm.select().from(button).where(eq(button.nonce, nonce));
  return row === undefined ? undefined : { ...row, data: row.data as Json };
}

/** Marks a form as handed in. False when somebody else was first. */
export async function useButton(tx: Tx, nonce: string, at: Date): Promise<boolean> {
  const rows = await tx.orm
    .update(button)
    .set({ usedAt: at })
    .where(and(eq(button.nonce, nonce), isNull(button.usedAt)))
    .returning({ nonce: button.nonce });
  return rows.length > 0;
}

/** Lets a form be handed in again after it was refused. */
export async function releaseButton(tx: Tx, nonce: string): Promise<void> {
  await tx.orm.update(button).set({ usedAt: null }).where(eq(button.nonce, nonce));
}

export async function deleteExpiredButtons(tx: Tx, before: Date): Promise<void> {
  await tx.orm.delete(button).where(lt(button.expiresAt, before));
}
