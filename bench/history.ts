import { sql } from 'drizzle-orm';
import type { Database } from '../src/store/database.ts';

const CHAIN_LENGTH = 5;
const BATCH = 100_000;

/**
 * Fills the log with valid entries, linked and hashed as the program does it, in chains of five. One statement a
 * batch: each position of all chains follows the one before.
 */
export async function insertHistory(db: Database, entries: number): Promise<void> {
  for (let done = 0; done < entries; done += BATCH) {
    const chains = Math.ceil(Math.min(BATCH, entries - done) / CHAIN_LENGTH);
    for (let seq = 1; seq <= CHAIN_LENGTH; seq += 1)
      await insertPosition(db, `history/${done}-`, chains, seq);
  }
  await db.read((reader) => reader.run('analyze', []));
}

async function insertPosition(db: Database, prefix: string, chains: number, seq: number): Promise<void> {
  await db.transact((tx) =>
    tx.orm.execute(sql`
      with fresh as (
        select ${prefix}::text || n as chain,
               '{"actor":"service/bench","at":"2026-01-01T00:00:00.000Z","chain":"' || ${prefix}::text || n
                 || '","data":{"seq":' || ${seq}::int || '},"kind":"history.added","v":1}' as body
        from generate_series(1, ${chains}::int) n
      )
      insert into audit_entry (chain, seq, previous, body, hash, kind, at)
      select f.chain, ${seq}::int, coalesce(p.hash, repeat('0', 64)), f.body,
             encode(sha256(decode(coalesce(p.hash, repeat('0', 64)), 'hex') || convert_to(f.body, 'UTF8')), 'hex'),
             'history.added', '2026-01-01T00:00:00Z'
      from fresh f left join audit_entry p on p.chain = f.chain and p.seq = ${seq}::int - 1`),
  );
}
