import { sql } from 'drizzle-orm';
import { parseEntryBody } from '../../../audit/entry.ts';
import type { Reader, Tx } from '../../../store/database.ts';
import { rowsOf } from '../../../store/rows.ts';

/** Where something stands in the log: its order is that in which it was written, whatever the clock did meanwhile. */
export interface Place {
  readonly id: string;
  readonly at: Date;
}

/** Where a chain begins; undefined where the log has none of it. */
export async function beginningOf(reader: Reader, chain: string): Promise<Place | undefined> {
  const [row] = await rowsOf<{ readonly id: string; readonly at: string | Date }>(
    reader,
    sql`select id::text as id, at from audit_entry where chain = ${chain} and seq = 1`,
  );
  return row && { id: row.id, at: new Date(row.at) };
}

/** The first run of some actions that began behind a place of the log, by the rows of the runs; never the one of that id. */
export async function firstBegunBehind(
  reader: Reader,
  actions: readonly string[],
  environment: string,
  { id }: Pick<Place, 'id'>,
  except: string,
): Promise<string | undefined> {
  const [row] = await rowsOf<{ readonly id: string }>(
    reader,
    sql`
      select r.id from run r join audit_entry e on e.chain = 'run/' || r.id and e.kind = 'run.started'
      where r.action = any(array(select jsonb_array_elements_text(${JSON.stringify(actions)}::text::jsonb)))
        and r.environment = ${environment} and r.mode = 'execute' and r.id <> ${except} and e.id > ${id}::bigint
      order by e.id limit 1`,
  );
  return row?.id;
}

/** The last run of some actions that began before a moment, and within so long before it. */
export async function lastBegunBefore(
  reader: Reader,
  actions: readonly string[],
  environment: string,
  { before, withinMs }: { readonly before: Date; readonly withinMs: number },
): Promise<string | undefined> {
  const since = new Date(before.getTime() - withinMs);
  const [row] = await rowsOf<{ readonly id: string }>(
    reader,
    sql`
      select id from run
      where action = any(array(select jsonb_array_elements_text(${JSON.stringify(actions)}::text::jsonb)))
        and environment = ${environment} and mode = 'execute'
        and started_at < ${before.toISOString()}::timestamptz and started_at > ${since.toISOString()}::timestamptz
      order by started_at desc limit 1`,
  );
  return row?.id;
}

/** How a run began, as the log tells it. */
interface Start extends Place {
  readonly title: string;
  /** The principal who asked for it. */
  readonly by: string;
}

/** @returns undefined where the log does not say that it began. */
export async function startOf(reader: Reader, chain: string): Promise<Start | undefined> {
  const [row] = await rowsOf<{ readonly id: string; readonly at: string | Date; readonly first: string }>(
    reader,
    sql`select e.id::text as id, e.at, q.body as first
      from audit_entry e join audit_entry q on q.chain = e.chain and q.seq = 1
      where e.chain = ${chain} and e.kind = 'run.started' order by e.id limit 1`,
  );
  if (row === undefined) return undefined;
  const queued = parseEntryBody(row.first);
  const title = String(queued?.data.title ?? queued?.data.action ?? chain);
  return { id: row.id, at: new Date(row.at), title, by: (queued?.actor ?? '').replace(/^principal\//, '') };
}

/**
 * Lets one transaction at a time begin an emergency, or go on with what gives way to it: so each sees what the other has begun.
 * Taken last and all at once, in one order, so that no two wait for each other.
 */
export async function serializeUndoing(tx: Tx, actions: readonly string[]): Promise<void> {
  for (const action of [...new Set(actions)].toSorted())
    await tx.orm.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`undoing/${action}`}, 0))`);
}
