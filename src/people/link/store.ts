import { and, count, eq, gt, lt } from 'drizzle-orm';
import type { Reader, Tx } from '../../store/database.ts';
import type { Account } from '../principal.ts';
import type { LinkCode } from './link.ts';
import { linkCode, linkRequest } from './table.ts';

export interface NewCode {
  readonly hash: string;
  readonly principal: string;
  readonly from: Account;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Keeps a code, and forgets those that nobody can use any more. */
export async function insertCode(tx: Tx, code: NewCode, forgetBefore: Date): Promise<void> {
  await tx.orm.delete(linkCode).where(lt(linkCode.expiresAt, forgetBefore));
  await tx.orm.insert(linkCode).values(code);
}

export async function codesSince(reader: Reader, principal: string, since: Date): Promise<number> {
  const [row] = await reader.orm
    .select({ codes: count() })
    .from(linkCode)
    .where(and(eq(linkCode.principal, principal), gt(linkCode.createdAt, since)));
  return row?.codes ?? 0;
}

/** A code by its hash, which nobody else can use until the transaction ends. */
export async function holdCode(tx: Tx, hash: string): Promise<LinkCode | undefined> {
  const [row] = await tx.orm.select().from(linkCode).where(eq(linkCode.hash, hash)).for('update');
  return row;
}

export async function useCode(tx: Tx, hash: string, now: Date): Promise<void> {
  await tx.orm.update(linkCode).set({ usedAt: now }).where(eq(linkCode.hash, hash));
}

export type LinkState = 'asked' | 'approved' | 'over';

export async function setLinkState(tx: Tx, request: string, state: LinkState): Promise<void> {
  await tx.orm
    .insert(linkRequest)
    .values({ request, state })
    .onConflictDoUpdate({ target: linkRequest.request, set: { state } });
}

/** Requests whose link was approved and is not made yet. */
export async function approvedLinks(reader: Reader): Promise<readonly string[]> {
  const rows = await reader.orm
    .select({ request: linkRequest.request })
    .from(linkRequest)
    .where(eq(linkRequest.state, 'approved'));
  return rows.map(({ request }) => request);
}
