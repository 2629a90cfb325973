import { sql } from 'drizzle-orm';
import type { Reader } from '../../store/database.ts';
import { rowsOf } from '../../store/rows.ts';

/**
 * The number of the last entry of a chain that tells of a change; 0 when there is none. What was refused changed nothing, but for a
 * run that was: that is its end.
 */
export async function lastChange(reader: Reader, chain: string): Promise<number> {
  const [row] = await rowsOf<{ seq: number }>(
    reader,
    sql`select e.seq from audit_entry e where e.chain = ${chain} and (e.kind not like '%refused' or e.kind = 'run.refused') order by e.seq desc limit 1`,
  );
  return row?.seq ?? 0;
}
