import { sql } from 'drizzle-orm';
import type { Tx } from '../store/database.ts';
import { type AuditEntry, CHAIN_START, entryBody } from './entry.ts';

/**
 * Appends one entry in a single statement: the database looks up the chain's last hash and computes the new
 * one, which spares a round trip inside the caller's lock. `sha256()` there and `entryHash` here agree.
 */
export async function insertEntry(tx: Tx, entry: AuditEntry): Promise<void> {
  const body = entryBody(entry);
  await tx.orm.execute(sql`
    insert into audit_entry (chain, seq, previous, body, hash, kind, at)
    select ${entry.chain}, coalesce(last.seq, 0) + 1, coalesce(last.hash, ${CHAIN_START}), ${body}::text,
           encode(sha256(decode(coalesce(last.hash, ${CHAIN_START}), 'hex') || convert_to(${body}::text, 'UTF8')), 'hex'),
           ${entry.kind}, ${entry.at.toISOString()}::timestamptz
    from (select 1) one
    left join lateral (
      select seq, hash from audit_entry where chain = ${entry.chain} order by seq desc limit 1
    ) last on true`);
}

/** Serializes the writers of a chain that has no row of its own to lock. */
export async function lockChain(tx: Tx, chain: string): Promise<void> {
  await tx.orm.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`audit/${chain}`}, 0))`);
}
