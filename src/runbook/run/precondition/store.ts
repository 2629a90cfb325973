import { sql } from 'drizzle-orm';
import type { Reader, Tx } from '../../../store/database.ts';

export interface PastRun {
  readonly id: string;
  readonly state: string;
  readonly outcome: string | null;
  readonly finishedAt: Date;
}

/** The last run of an action that really ended: neither cancelled nor refused before it began. */
export async function lastEnded(
  reader: Reader,
  action: string,
  environment: string,
): Promise<PastRun | undefined> {
  const found = await reader.orm.execute(sql`
    select id, state, outcome, finished_at from run
    where action = ${action} and environment = ${environment} and mode = 'execute'
      and finished_at is not null and state in ('succeeded', 'failed')
    order by finished_at desc limit 1`);
  const row = rows<{ id: string; state: string; outcome: string | null; finished_at: string }>(found)[0];
  return row && { id: row.id, state: row.state, outcome: row.outcome, finishedAt: new Date(row.finished_at) };
}

/** The last run of an action that succeeded, or that is under way (then without an end). */
export async function lastEffective(
  reader: Reader,
  action: string,
  environment: string,
  except: string | null,
): Promise<{ readonly id: string; readonly finishedAt: Date | null } | undefined> {
  const found = await reader.orm.execute(sql`
    select id, finished_at from run
    where action = ${action} and environment = ${environment} and mode = 'execute' and id <> ${except ?? ''}
      and ((finished_at is null and started_at is not null) or state = 'succeeded')
    order by finished_at desc nulls first limit 1`);
  const row = rows<{ id: string; finished_at: string | null }>(found)[0];
  return row && { id: row.id, finishedAt: row.finished_at === null ? null : new Date(row.finished_at) };
}

/** Lets one claim of an action pass at a time, so that two cannot both find the cooldown over. */
export async function serializeAction(tx: Tx, action: string): Promise<void> {
  await tx.orm.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`run/${action}`}, 0))`);
}

/** @returns the run that holds the name: this one when the lock was free. */
export async function takeLock(tx: Tx, name: string, runId: string): Promise<string> {
  // Its holder may free it between the two statements; then it is tried again.
  for (;;) {
    await tx.orm.execute(
      sql`insert into run_lock (name, run_id) values (${name}, ${runId}) on conflict (name) do nothing`,
    );
    const found = await tx.orm.execute(sql`select run_id from run_lock where name = ${name}`);
    const [holder] = rows<{ run_id: string }>(found);
    if (holder !== undefined) return holder.run_id;
  }
}

/** Frees the locks of a run. @returns the runs that wait for one of them, longest first. */
export async function freeLock(tx: Tx, name: string, runId: string): Promise<readonly string[]> {
  await tx.orm.execute(sql`delete from run_lock where name = ${name} and run_id = ${runId}`);
  const found = await tx.orm.execute(
    sql`select id from run where lock = ${name} and state = 'queued' and id <> ${runId} order by queued_at limit 5`,
  );
  return rows<{ id: string }>(found).map((row) => row.id);
}

function rows<Row>(answer: unknown): Row[] {
  return answer as Row[];
}
