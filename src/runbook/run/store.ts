import { type SQL, sql } from 'drizzle-orm';
import { together } from '../../approval/together.ts';
import { canonicalJson, type Json } from '../../canonical.ts';
import type { Reader, Tx } from '../../store/database.ts';
import { type RunRow, runOf } from './row.ts';
import type { Lease, Run } from './run.ts';
import type { StepRun } from './step-run.ts';

const COLUMNS =
  sql.raw(`r.id, r.plan, r.request_id, r.requester, r.place::text as place, r.reason, r.state, r.outcome,
  r.note, r.queued_at, r.started_at, r.finished_at, r.cancel_by, r.cancel_reason, r.lease_owner, r.lease_epoch, r.due_at`);
const STEPS = sql.raw(`(
  select coalesce(json_agg(json_build_object('position', s.position, 'state', s.state, 'attempt', s.attempt,
    'failures', s.failures, 'interruptions', s.interruptions, 'outcome', s.outcome, 'result', s.result,
    'reason', s.reason, 'next', s.next, 'prompt', s.prompt, 'answer', s.answer, 'due_at', s.due_at,
    'started_at', s.started_at, 'ended_at', s.ended_at) order by s.position), '[]')
  from step_run s where s.run_id =`);

export interface Held {
  readonly run: Run;
  readonly now: Date;
}

/** Locks a run for the rest of the transaction and reads its steps and the clock, in one round trip. */
export async function holdRun(tx: Tx, id: string): Promise<Held | undefined> {
  // `execute()` sends at once. The second statement runs when the lock is held: it sees what the holder before committed.
  const [locked, read] = await together([
    tx.orm.execute(sql`select ${COLUMNS} from run r where r.id = ${id} for update`).execute(),
    tx.orm.execute(sql`select ${STEPS} ${id})::text as steps, clock_timestamp() as now`).execute(),
  ]);
  const row = rows<RunRow>(locked)[0];
  const rest = rows<{ steps: string; now: string | Date }>(read)[0];
  if (row === undefined || rest === undefined) return undefined;
  return { run: runOf(row, rest.steps), now: tx.instant(rest.now) };
}

/** Reads a run without locking it: for showing, never for deciding. */
export async function readRun(reader: Reader, id: string): Promise<Run | undefined> {
  return (await readRuns(reader, sql`r.id = ${id}`, 1))[0];
}

export interface RunFilter {
  readonly live?: boolean;
  readonly runbook?: string;
  readonly action?: string;
  /** At most so many, newest first. */
  readonly limit: number;
}

export async function listRuns(reader: Reader, filter: RunFilter): Promise<readonly Run[]> {
  const conditions = [
    sql`true`,
    filter.live === undefined
      ? undefined
      : filter.live
        ? sql`r.finished_at is null`
        : sql`r.finished_at is not null`,
    filter.action === undefined ? undefined : sql`r.action = ${filter.action}`,
    filter.runbook === undefined ? undefined : sql`split_part(r.action, ':', 1) = ${filter.runbook}`,
  ].filter((condition) => condition !== undefined);
  return readRuns(reader, sql.join(conditions, sql` and `), filter.limit);
}

async function readRuns(reader: Reader, condition: SQL, limit: number): Promise<Run[]> {
  const found = await reader.orm.execute(sql`
    select ${COLUMNS}, ${STEPS} r.id)::text as steps from run r where ${condition}
    order by r.queued_at desc, r.id limit ${limit}`);
  return rows<RunRow & { steps: string }>(found).map((row) => runOf(row, row.steps));
}

/**
 * Inserts a run with all its steps pending, in one statement.
 * @returns false when its approval request has a run already; nothing was inserted then.
 */
export async function insertRun(tx: Tx, run: Run): Promise<boolean> {
  const { plan } = run;
  const inserted = await tx.orm.execute(sql`
    with queued as (
      insert into run (id, action, environment, mode, plan, request_id, requester, place, reason, state, note, lock,
        queued_at, lease_epoch, due_at)
      values (${run.id}, ${plan.action}, ${plan.environment}, ${plan.mode}, ${canonicalJson(plan as unknown as Json)},
        ${run.requestId}, ${run.requester}, ${JSON.stringify(run.place)}::text::jsonb, ${run.reason}, ${run.state}, ${run.note}, ${plan.lock},
        ${instant(run.queuedAt)}, 0, ${instant(run.dueAt)})
      on conflict (request_id) do nothing returning id)
    insert into step_run (run_id, position, state, attempt, failures, interruptions)
    select queued.id, position, 'pending', 0, 0, 0 from queued, generate_series(0, ${plan.steps.length - 1}) position
    returning run_id`);
  return rows(inserted).length > 0;
}

/** Writes what can change of a run; the caller holds its row lock and has checked its lease. */
export async function updateRun(tx: Tx, run: Run): Promise<void> {
  await tx.orm.execute(sql`
    update run set state = ${run.state}, outcome = ${run.outcome}, note = ${run.note},
      started_at = ${instant(run.startedAt)}, finished_at = ${instant(run.finishedAt)},
      cancel_by = ${run.cancel?.by ?? null}, cancel_reason = ${run.cancel?.reason ?? null},
      lease_owner = ${run.lease?.owner ?? null}, lease_epoch = ${run.epoch}, due_at = ${instant(run.dueAt)}
    where id = ${run.id}`);
}

export async function updateStep(tx: Tx, runId: string, step: StepRun): Promise<void> {
  await tx.orm.execute(sql`
    update step_run set state = ${step.state}, attempt = ${step.attempt}, failures = ${step.failures},
      interruptions = ${step.interruptions}, outcome = ${step.outcome}, result = ${jsonb(step.result)},
      reason = ${step.reason}, next = ${step.next}, prompt = ${jsonb(step.prompt as Json)},
      answer = ${jsonb(step.answer as unknown as Json)}, due_at = ${instant(step.dueAt)},
      started_at = ${instant(step.startedAt)}, ended_at = ${instant(step.endedAt)}
    where run_id = ${runId} and position = ${step.position}`);
}

/**
 * Extends a lease, unless it was lost.
 * @returns undefined when it was lost; else whether a person wants the run to stop.
 */
export async function extendLease(
  tx: Tx,
  runId: string,
  lease: Lease,
  until: Date,
): Promise<{ readonly cancel: boolean } | undefined> {
  const found = await tx.orm.execute(sql`
    update run set due_at = ${instant(until)}
    where id = ${runId} and lease_owner = ${lease.owner} and lease_epoch = ${lease.epoch}
    returning cancel_by`);
  const row = rows<{ cancel_by: string | null }>(found)[0];
  return row && { cancel: row.cancel_by !== null };
}

/** The run that came from an approval request. */
export async function runOfRequest(reader: Reader, requestId: string): Promise<string | undefined> {
  const found = await reader.orm.execute(sql`select id from run where request_id = ${requestId}`);
  return rows<{ id: string }>(found)[0]?.id;
}

/** Runs that something must happen to by now: queued, waited long enough, or left by a worker that died. */
export async function dueRuns(reader: Reader, now: Date, limit: number): Promise<readonly string[]> {
  const found = await reader.orm.execute(
    sql`select id from run where due_at <= ${instant(now)} order by due_at limit ${limit}`,
  );
  return rows<{ id: string }>(found).map((row) => row.id);
}

/** Makes every lease end now. */
export async function expireLeases(tx: Tx, now: Date): Promise<void> {
  await tx.orm.execute(sql`update run set due_at = ${instant(now)} where lease_owner is not null`);
}

function instant(date: Date | null): SQL {
  return sql`${date?.toISOString() ?? null}::timestamptz`;
}

function jsonb(value: Json): SQL {
  return sql`${value === null ? null : JSON.stringify(value)}::text::jsonb`;
}

/** Raw statements answer an array of objects; the proxy's types do not say so. */
function rows<Row = unknown>(answer: unknown): Row[] {
  return answer as Row[];
}
