import { type SQL, sql } from 'drizzle-orm';
import type { Plan } from '../runbook/plan/plan.ts';
import { planIn } from '../runbook/run/plan-text.ts';
import type { Reader } from '../store/database.ts';
import { rowsOf } from '../store/rows.ts';
import type { ChangeQuery } from './change.ts';
import type { Told } from './entries.ts';

/**
 * Entries that may tell of a change, the newest first: ends of runs, and what somebody wrote down. Both are read in the order of an
 * index that has nothing else; the lists of kinds are those of the indexes.
 */
export async function toldEntries(
  reader: Reader,
  query: Omit<ChangeQuery, 'system'>,
  limit: number,
): Promise<readonly Told[]> {
  const newest = (kinds: SQL): SQL => sql`(select n.id, n.at from audit_entry n
    where ${kinds} and ${within(query)} order by n.at desc, n.id desc limit ${limit})`;
  const ends = newest(sql`n.kind in ('run.succeeded', 'run.failed', 'run.cancelled')`);
  const notes = newest(sql`n.kind = 'change.noted'`);
  const rows = await rowsOf<Omit<Told, 'id'> & { readonly id: string | number }>(
    reader,
    sql`select e.id, e.chain, e.body, f.body as first
      from (select b.id from (${ends} union all ${notes}) b order by b.at desc, b.id desc limit ${limit}) l
      join audit_entry e on e.id = l.id
      join audit_entry f on f.chain = e.chain and f.seq = 1
      order by e.at desc, e.id desc`,
  );
  return rows.map((row) => ({ ...row, id: Number(row.id) }));
}

function within({ since, until, before }: Omit<ChangeQuery, 'system'>): SQL {
  return sql.join(
    [
      sql`true`,
      ...(since === undefined ? [] : [sql`n.at >= ${since.toISOString()}::timestamptz`]),
      ...(until === undefined ? [] : [sql`n.at <= ${until.toISOString()}::timestamptz`]),
      ...(before === undefined
        ? []
        : [
            sql`(n.at, n.id) < ((select b.at from audit_entry b where b.id = ${before}::bigint), ${before}::bigint)`,
          ]),
    ],
    sql` and `,
  );
}

/** What was planned in some runs, by their ids. */
export async function plansOf(reader: Reader, runs: readonly string[]): Promise<ReadonlyMap<string, Plan>> {
  const rows = await rowsOf<{ readonly id: string; readonly plan: string }>(
    reader,
    sql`select r.id, r.plan from run r where r.id = any(${sql.param(runs)}::text[])`,
  );
  return new Map(rows.map(({ id, plan }) => [id, planIn(plan)]));
}
