import { sql } from 'drizzle-orm';
import { parseEntryBody } from '../../../audit/entry.ts';
import type { Reader, Tx } from '../../../store/database.ts';
import { rowsOf } from '../../../store/rows.ts';

export interface PastRun {
  readonly id: string;
  readonly state: string;
  readonly outcome: string | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date;
}

/** A run that may have changed something; without an end it is under way. */
export interface LastChange {
  readonly id: string;
  readonly finishedAt: Date | null;
}

/** How a run ended, as the log tells it: not authenticated yet, and not compared with its rows. */
export interface ToldEnd {
  readonly id: string;
  readonly state: 'succeeded' | 'failed' | 'cancelled';
  readonly at: Date;
  readonly begun: boolean;
  /** Digest of the plan that was queued. */
  readonly plan: string;
}

/** Ends that are read at once: who asks wants the newest that counts, and that is one of the first. */
const PAGE = 20;

/**
 * Executions of an action that ended since, the newest first, read as far as they are asked for. The log is asked and not the rows of
 * the runs: whoever alters one of those must not choose which run is the last.
 */
export async function* endsSince(reader: Reader, action: string, since: Date): AsyncGenerator<ToldEnd> {
  let before: PageEnd | undefined;
  do {
    const page: readonly EndRow[] = await pageOf(reader, action, since, before);
    for (const row of page) {
      const end = readEnd(row, action);
      if (end !== undefined) yield end;
    }
    before = page.length < PAGE ? undefined : page.at(-1);
  } while (before !== undefined);
}

/** Where a page ends. */
interface PageEnd {
  readonly id: string;
  /** To the microsecond, as text. */
  readonly place: string;
}

interface EndRow extends PageEnd {
  readonly chain: string;
  readonly kind: string;
  readonly at: string | Date;
  readonly begun: boolean;
  readonly first: string;
}

async function pageOf(
  reader: Reader,
  action: string,
  since: Date,
  before: PageEnd | undefined,
): Promise<readonly EndRow[]> {
  const earlier =
    before === undefined
      ? sql``
      : sql`and e.at <= ${before.place}::timestamptz and (e.at, e.id) < (${before.place}::timestamptz, ${before.id}::bigint)`;
  return rowsOf<EndRow>(
    reader,
    // The list of kinds is that of the index.
    sql`select e.id::text as id, e.at::text as place, e.chain, e.kind, e.at, q.body as first,
        exists (select 1 from audit_entry b where b.chain = e.chain and b.kind = 'run.started') as begun
      from audit_entry e join audit_entry q on q.chain = e.chain and q.seq = 1
      where e.kind in ('run.succeeded', 'run.failed', 'run.cancelled') and e.at >= ${since.toISOString()}::timestamptz
        and strpos(q.body, ${`"action":${JSON.stringify(action)}`}) > 0 ${earlier}
      order by e.at desc, e.id desc limit ${PAGE}`,
  );
}

function readEnd({ chain, kind, at, begun, first }: EndRow, action: string): ToldEnd | undefined {
  const queued = parseEntryBody(first)?.data;
  if (queued?.action !== action || queued.mode !== 'execute') return undefined;
  const state = kind.slice('run.'.length) as ToldEnd['state'];
  return { id: idOf(chain), state, at: new Date(at), begun, plan: String(queued.plan) };
}

function idOf(chain: string): string {
  return chain.slice(chain.indexOf('/') + 1);
}

/** The last run of an action that really ended: neither cancelled nor refused before it began. */
export async function lastEnded(
  reader: Reader,
  action: string,
  environment: string,
): Promise<PastRun | undefined> {
  const found = await rowsOf<{
    id: string;
    state: string;
    outcome: string | null;
    started_at: string | null;
    finished_at: string;
  }>(
    reader,
    sql`
      select id, state, outcome, started_at, finished_at from run
      where action = ${action} and environment = ${environment} and mode = 'execute'
        and finished_at is not null and state in ('succeeded', 'failed')
      order by finished_at desc limit 1`,
  );
  const [row] = found;
  return (
    row && {
      id: row.id,
      state: row.state,
      outcome: row.outcome,
      startedAt: row.started_at === null ? null : new Date(row.started_at),
      finishedAt: new Date(row.finished_at),
    }
  );
}

/** The last run of an action that began, whatever became of it: it may have changed something. One under way comes first. */
export async function lastBegun(
  reader: Reader,
  action: string,
  environment: string,
): Promise<LastChange | undefined> {
  const found = await rowsOf<{ id: string; finished_at: string | null }>(
    reader,
    sql`
      select id, finished_at from run
      where action = ${action} and environment = ${environment} and mode = 'execute' and started_at is not null
      order by finished_at desc nulls first limit 1`,
  );
  const [row] = found;
  return row && { id: row.id, finishedAt: row.finished_at === null ? null : new Date(row.finished_at) };
}

/** The last run of an action that succeeded, or that is under way (then without an end). */
export async function lastEffective(
  reader: Reader,
  action: string,
  environment: string,
  except: string | null,
): Promise<{ readonly id: string; readonly finishedAt: Date | null } | undefined> {
  const found = await rowsOf<{ id: string; finished_at: string | null }>(
    reader,
    sql`
      select id, finished_at from run
      where action = ${action} and environment = ${environment} and mode = 'execute' and id <> ${except ?? ''}
        and ((finished_at is null and started_at is not null) or state = 'succeeded')
      order by finished_at desc nulls first limit 1`,
  );
  const row = found[0];
  return row && { id: row.id, finishedAt: row.finished_at === null ? null : new Date(row.finished_at) };
}

/** Lets one claim of an action pass at a time, so that two cannot both find the cooldown over. */
export async function serializeAction(tx: Tx, action: string): Promise<void> {
  await tx.orm.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`run/${action}`}, 0))`);
}

/** Who holds a lock; one that has ended keeps it while a program of it may still run. */
export interface Holder {
  readonly run: string;
  /** What people call it. */
  readonly title: string;
  readonly ended: boolean;
}

/** @returns the run that holds the name: this one when the lock was free. */
export async function takeLock(tx: Tx, name: string, runId: string): Promise<Holder> {
  // Its holder may free it between the two statements; then it is tried again.
  for (;;) {
    await tx.orm.execute(
      sql`insert into run_lock (name, run_id) values (${name}, ${runId}) on conflict (name) do nothing`,
    );
    const [holder] = await rowsOf<Holder>(
      tx,
      sql`select r.id as run, r.plan::json ->> 'title' as title, r.finished_at is not null as ended from run_lock l join run r on r.id = l.run_id
        where l.name = ${name}`,
    );
    if (holder !== undefined) return holder;
  }
}

/** Frees one lock of a run. @returns those that have waited longest for it, five at most: one of them takes it. */
export async function freeLock(tx: Tx, name: string, runId: string): Promise<readonly string[]> {
  await tx.orm.execute(sql`delete from run_lock where name = ${name} and run_id = ${runId}`);
  const found = await rowsOf<{ id: string }>(
    tx,
    sql`select id from run where lock = ${name} and state = 'queued' and id <> ${runId} order by queued_at limit 5`,
  );
  return found.map((row) => row.id);
}

/** The ids of all runs of an action that began and are under way, or ended after a moment, whatever became of them. */
export async function* begunSince(
  reader: Reader,
  action: string,
  environment: string,
  since: Date,
): AsyncGenerator<string> {
  let after = '';
  for (;;) {
    const page = await rowsOf<{ id: string }>(
      reader,
      sql`
        select id from run
        where action = ${action} and environment = ${environment} and mode = 'execute' and started_at is not null
          and (finished_at is null or finished_at > ${since.toISOString()}::timestamptz) and id > ${after}
        order by id limit ${PAGE}`,
    );
    for (const { id } of page) yield id;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.id;
  }
}
