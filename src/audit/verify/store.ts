import { sql } from 'drizzle-orm';
import type { Reader } from '../../store/database.ts';
import { rowsOf } from '../../store/rows.ts';
import type { Leaf } from './leaf-walk.ts';

export interface EntryName {
  readonly id: number;
  readonly chain: string;
  readonly seq: number;
}

/** Leaves from `index` on, with what their entries say now. */
export async function leavesFrom(reader: Reader, index: number, limit: number): Promise<readonly Leaf[]> {
  const rows = await rowsOf<{
    index: string;
    leaf_hash: string;
    entry_id: string;
    chain: string | null;
    seq: number | null;
    hash: string | null;
  }>(
    reader,
    sql`select l.index, l.hash as leaf_hash, l.entry_id, e.chain, e.seq, e.hash
        from (select * from audit_leaf where index >= ${index} order by index limit ${limit}) l
        left join audit_entry e on e.id = l.entry_id order by l.index`,
  );
  return rows.map((row) => ({
    index: Number(row.index),
    hash: row.leaf_hash,
    entryId: Number(row.entry_id),
    entry:
      row.chain === null || row.seq === null || row.hash === null
        ? null
        : { chain: row.chain, seq: row.seq, hash: row.hash },
  }));
}

/** Entries that are neither in the tree nor waiting for it: nothing of ours leaves one so. */
export async function strayEntries(reader: Reader, limit: number): Promise<readonly EntryName[]> {
  const rows = await rowsOf<{ id: string; chain: string; seq: number }>(
    reader,
    sql`select e.id, e.chain, e.seq from audit_entry e
        where not exists (select 1 from audit_leaf l where l.entry_id = e.id)
          and not exists (select 1 from audit_pending p where p.entry_id = e.id)
        order by e.id limit ${limit}`,
  );
  return rows.map((row) => ({ ...row, id: Number(row.id) }));
}

/** The ids on the waiting list whose entries are gone. */
export async function strayPending(reader: Reader, limit: number): Promise<readonly number[]> {
  const rows = await rowsOf<{ entry_id: string }>(
    reader,
    sql`select p.entry_id from audit_pending p
        where not exists (select 1 from audit_entry e where e.id = p.entry_id)
        order by p.entry_id limit ${limit}`,
  );
  return rows.map((row) => Number(row.entry_id));
}

/** Whether the log has more than `limit` entries; counts no further. */
export async function hasMoreEntries(reader: Reader, limit: number): Promise<boolean> {
  const rows = await rowsOf<{ one: number }>(
    reader,
    sql`select 1 as one from audit_entry offset ${limit} limit 1`,
  );
  return rows.length > 0;
}
