import { type SQL, sql } from 'drizzle-orm';
import type { Reader } from '../../store/database.ts';
import { rowsOf } from '../../store/rows.ts';

export interface EntryFilter {
  /** Who caused them, as `principal/ana`; absent: anybody. */
  readonly actors?: readonly string[];
  readonly system?: string;
  readonly since?: Date;
  readonly until?: Date;
  /** Only those with a smaller id. */
  readonly before?: number;
}

export interface FoundEntry {
  readonly id: number;
  readonly chain: string;
  readonly body: string;
  /** Body of the first entry of the same chain; null where that is gone. */
  readonly beginning: string | null;
}

/** The newest entries that fit, the newest first. */
export async function findEntries(
  reader: Reader,
  filter: EntryFilter,
  limit: number,
): Promise<readonly FoundEntry[]> {
  const rows = await rowsOf<Omit<FoundEntry, 'id'> & { readonly id: string | number }>(
    reader,
    sql`select e.id, e.chain, e.body, f.body as beginning
        from audit_entry e left join audit_entry f on f.chain = e.chain and f.seq = 1
        where ${sql.join(conditions(filter), sql` and `)}
        order by e.id desc limit ${limit}`,
  );
  return rows.map(({ id, chain, body, beginning }) => ({ id: Number(id), chain, body, beginning }));
}

function conditions({ actors, system, since, until, before }: EntryFilter): SQL[] {
  const all = [sql`true`];
  if (since !== undefined) all.push(sql`e.at >= ${since.toISOString()}::timestamptz`);
  if (until !== undefined) all.push(sql`e.at <= ${until.toISOString()}::timestamptz`);
  if (before !== undefined) all.push(sql`e.id < ${before}::bigint`);
  // Canonical JSON has its keys in order: who caused it comes first, and what people typed cannot look like it.
  if (actors !== undefined) {
    const beginnings = actors.map(
      (actor) => sql`starts_with(e.body, ${`{"actor":${JSON.stringify(actor)},`})`,
    );
    all.push(sql`(${sql.join([sql`false`, ...beginnings], sql` or `)})`);
  }
  if (system !== undefined) {
    const names = [`"action":"${system}:`, `"id":"${system}:`];
    const named = names.map((name) => sql`position(${name} in f.body) > 0`);
    all.push(sql`(${sql.join(named, sql` or `)})`);
  }
  return all;
}
