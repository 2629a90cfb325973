import { sql } from 'drizzle-orm';
import type { Reader } from '../../store/database.ts';
import { rowsOf } from '../../store/rows.ts';

/** Leaves below `size` whose entries are gone. */
export async function orphanLeaves(
  reader: Reader,
  size: number,
): Promise<readonly { index: number; hash: string; entryId: number }[]> {
  const rows = await rowsOf<{ index: string; hash: string; entry_id: string }>(
    reader,
    sql`select l.index, l.hash, l.entry_id from audit_leaf l
        where l.index < ${size} and not exists (select 1 from audit_entry e where e.id = l.entry_id)
        order by l.index`,
  );
  return rows.map((row) => ({ index: Number(row.index), hash: row.hash, entryId: Number(row.entry_id) }));
}

/** Which of these entries wait for their leaves. */
export async function pendingAmong(reader: Reader, ids: readonly number[]): Promise<ReadonlySet<number>> {
  if (ids.length === 0) return new Set();
  const list = sql.join(
    ids.map((id) => sql`${id}::bigint`),
    sql`, `,
  );
  const rows = await rowsOf<{ entry_id: string }>(
    reader,
    sql`select entry_id from audit_pending where entry_id in (${list})`,
  );
  return new Set(rows.map((row) => Number(row.entry_id)));
}
