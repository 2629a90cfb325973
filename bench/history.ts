import { sql } from 'drizzle-orm';
import type { Authority } from '../src/audit/authority.ts';
import { CHAIN_START, entryBody, entryHash } from '../src/audit/entry.ts';
import type { Database } from '../src/store/database.ts';

const CHAIN_LENGTH = 5;
const BATCH = 20_000;
const AT = new Date('2026-01-01T00:00:00Z');

/** Fills the log with valid entries, linked, hashed and authenticated as the program does it, in chains of five. */
export async function insertHistory(db: Database, authority: Authority, entries: number): Promise<void> {
  for (let done = 0; done < entries; done += BATCH) {
    const chains = Math.ceil(Math.min(BATCH, entries - done) / CHAIN_LENGTH);
    const rows = Array.from({ length: chains }, (_, n) => chainOf(`history/${done}-${n}`, authority)).flat();
    await insert(db, rows);
  }
  await db.read((reader) => reader.run('analyze', []));
}

type Row = ReturnType<typeof chainOf>[number];

function chainOf(chain: string, authority: Authority) {
  let previous = CHAIN_START;
  return Array.from({ length: CHAIN_LENGTH }, (_, index) => {
    const seq = index + 1;
    const body = entryBody({ chain, kind: 'history.added', actor: 'service/bench', at: AT, data: { seq } });
    const hash = entryHash(previous, body);
    const row = { chain, seq, previous, body, hash, mac: authority.authenticate(hash) };
    previous = hash;
    return row;
  });
}

async function insert(db: Database, rows: readonly Row[]): Promise<void> {
  await db.transact((tx) =>
    tx.orm.execute(sql`
      insert into audit_entry (chain, seq, previous, body, hash, mac, kind, at)
      select e.chain, e.seq, e.previous, e.body, e.hash, e.mac, 'history.added', ${AT.toISOString()}::timestamptz
      from json_to_recordset(${JSON.stringify(rows)}::text::json)
        as e (chain text, seq int, previous text, body text, hash text, mac text)`),
  );
}
