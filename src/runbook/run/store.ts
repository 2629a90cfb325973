import { type SQL, sql } from 'drizzle-orm';
import { knowTip, tipOf } from '../../audit/store.ts';
import type { Json } from '../../canonical.ts';
import { setNewest } from '../../newest.ts';
import { standingJson } from '../../people/standing-json.ts';
import { clockNow } from '../../store/clock.ts';
import type { Reader, Tx } from '../../store/database.ts';
import { prepare, slot } from '../../store/prepare.ts';
import { rowsOf } from '../../store/rows.ts';
import { together } from '../../store/together.ts';
import { canonicalPlan } from '../plan/digest.ts';
import { type RunRow, runOf } from './row.ts';
import { type Lease, RUN, type Run, type StopMark } from './run.ts';
import type { StepRun } from './step-run.ts';

const COLUMNS =
  sql.raw(`r.id, r.plan, r.request_id, r.requester, r.place::text as place, r.reason, r.state, r.outcome,
  r.note, r.offers::text as offers, r.queued_at, r.started_at, r.finished_at, r.cancel_by, r.cancel_reason,
  r.overtaken::text as overtaken, r.way_down_stopped_by, r.way_down_stopped_reason, r.lease_owner, r.lease_epoch, r.due_at`);
const STEPS = sql.raw(`(
  select coalesce(json_agg(json_build_object('position', s.position, 'state', s.state, 'attempt', s.attempt,
    'worker', s.worker, 'failures', s.failures, 'interruptions', s.interruptions, 'outcome', s.outcome, 'result', s.result,
    'reason', s.reason, 'next', s.next, 'prompt', s.prompt, 'answer', s.answer, 'opinions', s.opinions,
    'still_running', s.still_running, 'due_at', s.due_at, 'started_at', s.started_at, 'ended_at', s.ended_at) order by s.position), '[]')
  from step_run s where s.run_id =`);

export interface Held {
  readonly run: Run;
  readonly now: Date;
}

const lockingRun = prepare<RunRow>(sql`select ${COLUMNS} from run r where r.id = ${slot('id')} for update`);
const readingSteps = prepare<{
  readonly steps: string;
  readonly now: string | Date;
  readonly tip: string | null;
}>(
  sql`select ${STEPS} ${slot('id')})::text as steps, clock_timestamp() as now, ${tipOf(slot('chain'))} as tip`,
);

/** Locks a run for the rest of the transaction and reads its steps and the clock, in one round trip. */
export async function holdRun(tx: Tx, id: string): Promise<Held | undefined> {
  // The second statement runs when the lock is held: it sees what the holder before committed.
  const [[row], [rest]] = await together([
    lockingRun(tx, { id }),
    readingSteps(tx, { id, chain: RUN.subject(id) }),
  ]);
  if (row === undefined || rest === undefined) return undefined;
  knowTip(tx, RUN.subject(id), rest.tip);
  return { run: runOf(row, rest.steps), now: tx.instant(rest.now) };
}

/** Reads a run without locking it: for showing, never for deciding. */
export async function readRun(reader: Reader, id: string): Promise<Run | undefined> {
  return (await readRuns(reader, sql`r.id = ${id}`, 1))[0];
}

const readingRuns = prepare<RunRow & { readonly steps: string }>(sql`
  select ${COLUMNS}, ${STEPS} r.id)::text as steps from run r
  where r.id = any(array(select jsonb_array_elements_text(${slot('ids')}::text::jsonb)))`);

/** Some runs in any order, for showing. */
export async function readRunsOf(reader: Reader, ids: readonly string[]): Promise<readonly Run[]> {
  const found = await readingRuns(reader, { ids: JSON.stringify(ids) });
  return found.map((row) => runOf(row, row.steps));
}

/** All rows of one run, to be compared with the log. */
export interface RunRows {
  readonly run: Run;
  /** Copies of what stands in its plan, for queries and locks. */
  readonly columns: {
    readonly action: string;
    readonly environment: string;
    readonly mode: string;
    readonly lock: string | null;
  };
}

const readingRows = prepare<RunRow & RunRows['columns'] & { readonly steps: string }>(sql`
  select ${COLUMNS}, r.action, r.environment, r.mode, r.lock, ${STEPS} r.id)::text as steps from run r
  where r.id = any(array(select jsonb_array_elements_text(${slot('ids')}::text::jsonb)))`);

/** The rows of some runs, by id, all as they stood at one moment. */
export async function readRunRows(
  reader: Reader,
  ids: readonly string[],
): Promise<ReadonlyMap<string, RunRows>> {
  const found = await readingRows(reader, { ids: JSON.stringify(ids) });
  return new Map(found.map((row) => [row.id, { run: runOf(row, row.steps), columns: row }]));
}

/** Runs of whose chains the log has no entry, by id, after the given one. */
export async function unloggedRuns(reader: Reader, after: string, limit: number): Promise<readonly string[]> {
  const found = await rowsOf<{ id: string }>(
    reader,
    sql`
      select r.id from run r where r.id > ${after}
        and not exists (select 1 from audit_entry e where e.chain = 'run/' || r.id)
      order by r.id limit ${limit}`,
  );
  return found.map(({ id }) => id);
}

export interface RunFilter {
  readonly live?: boolean;
  /** True: it waits for what people say. */
  readonly asks?: true;
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
    filter.asks === undefined ? undefined : sql`r.state in ('asking', 'unknown')`,
    filter.action === undefined ? undefined : sql`r.action = ${filter.action}`,
    filter.runbook === undefined ? undefined : sql`split_part(r.action, ':', 1) = ${filter.runbook}`,
  ].filter((condition) => condition !== undefined);
  return readRuns(reader, sql.join(conditions, sql` and `), filter.limit);
}

/** What is known of a run without reading its plan. */
export interface RunGist {
  readonly action: string;
  readonly requester: string;
  readonly state: Run['state'];
}

const readingGists = prepare<RunGist>(
  sql`select action, requester, state from run order by queued_at desc limit ${slot('limit')}::int`,
);

/** The newest runs, newest first, from an index alone. */
export async function recentRuns(reader: Reader, limit: number): Promise<readonly RunGist[]> {
  return readingGists(reader, { limit });
}

async function readRuns(reader: Reader, condition: SQL, limit: number): Promise<Run[]> {
  const found = await rowsOf<RunRow & { steps: string }>(
    reader,
    sql`
      select ${COLUMNS}, ${STEPS} r.id)::text as steps from run r where ${condition}
      order by r.queued_at desc, r.id limit ${limit}`,
  );
  return found.map((row) => runOf(row, row.steps));
}

const insertingRun = prepare<{ readonly run_id: string }>(sql`
  with queued as (
    insert into run (id, action, environment, mode, plan, request_id, requester, place, reason, state, note, lock,
      queued_at, lease_epoch, due_at)
    values (${slot('id')}, ${slot('action')}, ${slot('environment')}, ${slot('mode')}, ${slot('plan')}, ${slot('requestId')},
      ${slot('requester')}, ${slot('place')}::text::jsonb, ${slot('reason')}, ${slot('state')}, ${slot('note')}, ${slot('lock')},
      ${slot('queuedAt')}::timestamptz, 0, ${slot('dueAt')}::timestamptz)
    on conflict do nothing returning id)
  insert into step_run (run_id, position, state, attempt, failures, interruptions)
  select queued.id, position, 'pending', 0, 0, 0 from queued, generate_series(0, ${slot('last')}::int) position
  returning run_id`);

/**
 * Inserts a run with all its steps pending, in one statement.
 * @returns false when its approval request has a run already, or a run is called so; nothing was inserted then.
 */
export async function insertRun(tx: Tx, run: Run): Promise<boolean> {
  const { plan, id, requestId, requester, reason, state, note } = run;
  const inserted = await insertingRun(tx, {
    ...{ id, requestId, requester, reason, state, note },
    action: plan.action,
    environment: plan.environment,
    mode: plan.mode,
    lock: plan.lock,
    plan: canonicalPlan(plan),
    place: JSON.stringify(run.place),
    queuedAt: iso(run.queuedAt),
    dueAt: iso(run.dueAt),
    last: plan.steps.length - 1,
  });
  const isNew = inserted.length > 0;
  if (isNew && requestId !== null)
    tx.afterCommit(() => setNewest(queuedHere, id, { requestId, at: performance.now() }, MOST_QUEUED));
  return isNew;
}

/** Runs that this process queued and nobody has asked about; of older ones the request is forgotten, and asked for. */
const MOST_QUEUED = 1_000;
/** Somebody else may have begun it since. */
const QUEUED_MS = 2_000;
const queuedHere = new Map<string, { readonly requestId: string; readonly at: number }>();

const updatingRun = prepare(sql`
  with written as (
  update run set state = ${slot('state')}, outcome = ${slot('outcome')}, note = ${slot('note')},
    offers = ${slot('offers')}::text::jsonb,
    started_at = ${slot('startedAt')}::timestamptz, finished_at = ${slot('finishedAt')}::timestamptz,
    cancel_by = ${slot('cancelBy')}, cancel_reason = ${slot('cancelReason')}, overtaken = ${slot('overtaken')}::text::jsonb,
    way_down_stopped_by = ${slot('wayDownStoppedBy')}, way_down_stopped_reason = ${slot('wayDownStoppedReason')}, lease_owner = ${slot('owner')},
    lease_epoch = ${slot('epoch')}, due_at = ${slot('dueAt')}::timestamptz
  where id = ${slot('id')})
  update step_run s set state = c.state, attempt = c.attempt, worker = c.worker, failures = c.failures,
    interruptions = c.interruptions, outcome = c.outcome, result = c.result::jsonb, reason = c.reason, next = c.next,
    prompt = c.prompt::jsonb, answer = c.answer::jsonb, opinions = c.opinions::jsonb,
    still_running = c.still_running::jsonb, due_at = c.due_at, started_at = c.started_at, ended_at = c.ended_at
  from json_to_recordset(${slot('steps')}::text::json) as c (position int, state text, attempt int, worker text,
    failures int, interruptions int, outcome text, result text, reason text, next text, prompt text, answer text,
    opinions text, still_running text, due_at timestamptz, started_at timestamptz, ended_at timestamptz)
  where s.run_id = ${slot('id')} and s.position = c.position`);

/**
 * Writes what can change of a run and of those of its steps that did change, in one statement; the caller holds its row
 * lock and has checked its lease.
 */
export async function updateRun(tx: Tx, run: Run, changed: readonly StepRun[] = []): Promise<void> {
  await updatingRun(tx, {
    id: run.id,
    state: run.state,
    outcome: run.outcome,
    note: run.note,
    offers: run.offers === null ? null : JSON.stringify(run.offers),
    startedAt: iso(run.startedAt),
    finishedAt: iso(run.finishedAt),
    cancelBy: run.cancel?.by ?? null,
    cancelReason: run.cancel?.reason ?? null,
    overtaken: run.overtaken === undefined ? null : JSON.stringify(run.overtaken),
    wayDownStoppedBy: run.wayDownStopped?.by ?? null,
    wayDownStoppedReason: run.wayDownStopped?.reason ?? null,
    owner: run.lease?.owner ?? null,
    epoch: run.epoch,
    dueAt: iso(run.dueAt),
    steps: JSON.stringify(changed.map(stepJson)),
  });
}

function stepJson(step: StepRun): Json {
  const { position, state, attempt, worker, failures, interruptions, outcome, reason, next } = step;
  return {
    ...{ position, state, attempt, worker, failures, interruptions, outcome, reason, next },
    result: jsonText(step.result),
    prompt: jsonText(step.prompt as Json),
    answer: jsonText(step.answer as unknown as Json),
    opinions: jsonText(opinionsJson(step)),
    still_running: jsonText(step.stillRunning as unknown as Json),
    due_at: iso(step.dueAt),
    started_at: iso(step.startedAt),
    ended_at: iso(step.endedAt),
  };
}

/**
 * Extends a lease, unless it was lost.
 * @returns undefined when it was lost; else whether a person wants the action, or its way down, to stop, and whether the run has
 *   given way.
 */
export async function extendLease(
  tx: Tx,
  runId: string,
  lease: Lease,
  until: Date,
): Promise<Readonly<Record<StopMark, boolean>> | undefined> {
  const found = await rowsOf<Pick<RunRow, 'cancel_by' | 'overtaken' | 'way_down_stopped_by'>>(
    tx,
    sql`
      update run set due_at = ${instant(until)}
      where id = ${runId} and lease_owner = ${lease.owner} and lease_epoch = ${lease.epoch}
      returning cancel_by, overtaken::text as overtaken, way_down_stopped_by`,
  );
  const row = found[0];
  return (
    row && {
      cancel: row.cancel_by !== null,
      overtaken: row.overtaken !== null,
      wayDownStopped: row.way_down_stopped_by !== null,
    }
  );
}

/** The run that came from an approval request. */
export async function runOfRequest(reader: Reader, requestId: string): Promise<string | undefined> {
  const found = await rowsOf<{ id: string }>(reader, sql`select id from run where request_id = ${requestId}`);
  return found[0]?.id;
}

const selectingQueued = prepare<{ readonly request_id: string }>(
  sql`select request_id from run where id = ${slot('id')} and state = 'queued' and request_id is not null`,
);

/**
 * The request that a queued run waits to begin with; undefined when it has begun, or came from none. Whoever asks the
 * process that has just queued it needs no look.
 */
export async function requestOfQueued(reader: Reader, runId: string): Promise<string | undefined> {
  const known = queuedHere.get(runId);
  queuedHere.delete(runId);
  if (known !== undefined && performance.now() < known.at + QUEUED_MS) return known.requestId;
  return (await selectingQueued(reader, { id: runId }))[0]?.request_id;
}

/**
 * Runs that something must happen to by now: queued, waited long enough, or left by a worker that died.
 * @param except those that are not wanted; they take no place among the others.
 */
export async function dueRuns(
  reader: Reader,
  limit: number,
  except: readonly string[],
): Promise<readonly string[]> {
  const found = await rowsOf<{ id: string }>(
    reader,
    sql`select id from run where due_at <= ${clockNow(reader)}
      and id <> all(array(select jsonb_array_elements_text(${JSON.stringify(except)}::text::jsonb)))
    order by due_at limit ${limit}`,
  );
  return found.map((row) => row.id);
}

/**
 * Those of some runs that have ended, wait for their time or for people, or are in the hands of another worker.
 * @param worker whose own work on them does not count.
 */
export async function runsGoingOn(
  reader: Reader,
  ids: readonly string[],
  worker: string,
): Promise<readonly string[]> {
  const found = await rowsOf<{ id: string }>(
    reader,
    sql`select id from run where id = any(array(select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb)))
      and lease_owner is distinct from ${worker} and (due_at is null or due_at > ${clockNow(reader)})`,
  );
  return found.map((row) => row.id);
}

/**
 * Says on a run why it does not go on, unless another worker has it in hand by now: then it does. Reads nothing of it,
 * because that may be what fails.
 * @returns whether that was not said of it before.
 */
export async function noteOn(tx: Tx, runId: string, worker: string, note: string): Promise<boolean> {
  const noted = await rowsOf(
    tx,
    sql`update run set note = ${note} where id = ${runId} and finished_at is null and note is distinct from ${note}
      and (lease_owner is null or lease_owner = ${worker} or due_at <= ${clockNow(tx)})
      returning id`,
  );
  return noted.length > 0;
}

/** Makes every lease end now. */
export async function expireLeases(tx: Tx): Promise<void> {
  await tx.orm.execute(sql`update run set due_at = ${clockNow(tx)} where lease_owner is not null`);
}

function opinionsJson({ opinions }: StepRun): Json {
  if (opinions.length === 0) return null;
  return opinions.map(({ at, standing, ...same }) => ({
    ...same,
    at: at.toISOString(),
    standing: standingJson(standing),
  }));
}

function instant(date: Date | null): SQL {
  return sql`${iso(date)}::timestamptz`;
}

function iso(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}

function jsonText(value: Json): string | null {
  return value === null ? null : JSON.stringify(value);
}
