import { sql } from 'drizzle-orm';
import { parseEntryBody } from '../../../audit/entry.ts';
import type { Reader, Tx } from '../../../store/database.ts';
import { rowsOf } from '../../../store/rows.ts';
import type { Begun } from './standing/standing.ts';

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

/** Runs of some actions that began behind a place of the log, by their rows, the first first; never the one of that id. */
export async function begunBehind(
  reader: Reader,
  actions: readonly string[],
  environment: string,
  { id }: Pick<Place, 'id'>,
  except: string,
): Promise<readonly string[]> {
  const found = await rowsOf<{ readonly id: string }>(
    reader,
    sql`
      select r.id from run r join audit_entry e on e.chain = 'run/' || r.id and e.kind = 'run.started'
      where r.action = any(array(select jsonb_array_elements_text(${JSON.stringify(actions)}::text::jsonb)))
        and r.environment = ${environment} and r.mode = 'execute' and r.id <> ${except} and e.id > ${id}::bigint
      order by e.id`,
  );
  return found.map((row) => row.id);
}

/** A run that succeeded and began at a place of the log. */
export interface Succeeded {
  readonly run: string;
  /** What its row says that it is a run of. */
  readonly action: string;
  readonly place: string;
}

/** Of each action so many of the newest are looked at: who asks wants the first that counts. */
const NEWEST = 20;

/** The newest runs of some actions that succeeded, as the log says, the newest of all first. */
export async function lastSucceeded(
  reader: Reader,
  actions: readonly string[],
  environment: string,
): Promise<readonly Succeeded[]> {
  return rowsOf<Succeeded>(
    reader,
    sql`
      select one.run, one.action, one.place::text as place from (
        select r.id as run, r.action, s.id as place,
          row_number() over (partition by r.action order by s.id desc) as nth
        from run r
        join audit_entry s on s.chain = 'run/' || r.id and s.kind = 'run.started'
        join audit_entry e on e.chain = s.chain and e.kind = 'run.succeeded'
        where r.action = any(array(select jsonb_array_elements_text(${JSON.stringify(actions)}::text::jsonb)))
          and r.environment = ${environment} and r.mode = 'execute') one
      where one.nth <= ${NEWEST} order by one.place desc`,
  );
}

/**
 * The newest run of each action that began behind a place of the log, and how many did.
 * @param behind for each action the id of the entry of the log behind which its runs count
 */
export async function lastBegunBehind(
  reader: Reader,
  behind: ReadonlyMap<string, string>,
  environment: string,
): Promise<readonly Begun[]> {
  const wanted = [...behind].map(([action, place]) => ({ action, place }));
  const rows = await rowsOf<Omit<Begun, 'at'> & { readonly at: string | Date }>(
    reader,
    sql`
      select distinct on (r.action) r.id as run, r.state, s.id::text as id, s.at, q.body as first,
        (select substring(e.kind from 5) from audit_entry e
          where e.chain = s.chain and e.kind in ('run.succeeded', 'run.failed', 'run.cancelled') limit 1) as ended,
        (count(*) over (partition by r.action))::int as count
      from jsonb_to_recordset(${JSON.stringify(wanted)}::text::jsonb) as wanted (action text, place text)
      join run r on r.action = wanted.action and r.environment = ${environment} and r.mode = 'execute'
      join audit_entry s on s.chain = 'run/' || r.id and s.kind = 'run.started' and s.id > wanted.place::bigint
      join audit_entry q on q.chain = s.chain and q.seq = 1
      order by r.action, s.id desc`,
  );
  return rows.map((row) => ({ ...row, at: new Date(row.at) }));
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
 * Taken all at once and in one order, so that no two wait for each other; who has them waits for requests, whose holders never want them.
 */
export async function serializeUndoing(tx: Tx, actions: readonly string[]): Promise<void> {
  for (const action of [...new Set(actions)].toSorted())
    await tx.orm.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`undoing/${action}`}, 0))`);
}
