import { and, eq, isNull, lt, sql } from 'drizzle-orm';
import type { Json } from '../../canonical.ts';
import type { Reader, Tx } from '../../store/database.ts';
import { prepare, slot } from '../../store/prepare.ts';
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

const upserting = prepare<Pick<ButtonRow, 'nonce' | 'scope' | 'digest'>>(sql`
  insert into button (nonce, kind, data, scope, digest, account, expires_at)
  select b ->> 'nonce', b ->> 'kind', b -> 'data', b ->> 'scope', b ->> 'digest', b ->> 'account',
    (b ->> 'expiresAt')::timestamptz
  from jsonb_array_elements(${slot('buttons')}::text::jsonb) b
  on conflict (scope, digest) do update set expires_at = excluded.expires_at
  returning nonce, scope, digest`);

/** Stores controls; one that its scope already has keeps its nonce and lives longer. Answers nonces in order. */
export async function upsertButtons(
  tx: Tx,
  rows: readonly Omit<ButtonRow, 'usedAt'>[],
): Promise<readonly string[]> {
  if (rows.length === 0) return [];
  const each = [...new Map(rows.map((row) => [keyOf(row), row])).values()];
  const stored = await upserting(tx, { buttons: JSON.stringify(each) });
  const nonces = new Map(stored.map((row) => [keyOf(row), row.nonce]));
  return rows.map((row) => nonces.get(keyOf(row)) ?? row.nonce);
}

function keyOf({ scope, digest }: Pick<ButtonRow, 'scope' | 'digest'>): string {
  return `${scope} ${digest}`;
}

export async function findButton(reader: Reader, nonce: string): Promise<ButtonRow | undefined> {
  const [row] = await reader.orm.select().from(button).where(eq(button.nonce, nonce));
  return row === undefined ? undefined : { ...row, data: row.data as Json };
}

/** Marks what works once as used. @returns when it was used before; undefined the first time. */
export async function useButton(tx: Tx, nonce: string, at: Date): Promise<Date | undefined> {
  const rows = await tx.orm
    .update(button)
    .set({ usedAt: at })
    .where(and(eq(button.nonce, nonce), isNull(button.usedAt)))
    .returning({ nonce: button.nonce });
  return rows.length > 0 ? undefined : ((await findButton(tx, nonce))?.usedAt ?? at);
}

/** Lets it be used again after it was refused. */
export async function releaseButton(tx: Tx, nonce: string): Promise<void> {
  await tx.orm.update(button).set({ usedAt: null }).where(eq(button.nonce, nonce));
}

export async function deleteExpiredButtons(tx: Tx, before: Date): Promise<void> {
  await tx.orm.delete(button).where(lt(button.expiresAt, before));
}

/**
 * Accounts that were shown all that a request would do, as long as what they were shown can be used: each was given a
 * button of its own to approve that with.
 * @param digest of exactly that content.
 */
export async function readersOf(reader: Reader, request: string, digest: string): Promise<readonly string[]> {
  const shown = JSON.stringify({ request, digest, read: true });
  const rows = await reader.orm
    .selectDistinct({ account: button.account })
    .from(button)
    .where(and(eq(button.kind, 'request.approve'), sql`${button.data} @> ${shown}::text::jsonb`));
  return rows.flatMap(({ account }) => account ?? []);
}
