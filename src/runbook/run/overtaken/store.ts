import { sql } from 'drizzle-orm';
import { actionIn } from '../../../audit/search/expressions.ts';
import type { Reader, Tx } from '../../../store/database.ts';
import { rowsOf } from '../../../store/rows.ts';
import type { Plan } from '../../plan/plan.ts';
import { type Begun, DECLARED_ENDED } from './begun.ts';

/** No entry of the log stands before it. */
export const BEGINNING = '0';

/** Where a chain begins in the log, whose order is that in which it was written, whatever the clock did; undefined: it has none of it. */
export async function beginningOf(reader: Reader, chain: string): Promise<string | undefined> {
  const [row] = await rowsOf<{ readonly id: string }>(
    reader,
    sql`select id::text as id from audit_entry where chain = ${chain} and seq = 1`,
  );
  return row?.id;
}

/** A run that succeeded and began at a place of the log. */
export interface Succeeded {
  readonly run: string;
  /** What its row says that it is a run of. */
  readonly action: string;
  readonly place: string;
}

/** Of each action so many of the newest are looked at: who asks wants the first that counts, of each thing that it is done to. */
const NEWEST = 100;

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

interface BegunRow extends Omit<Begun, 'at' | 'params'> {
  readonly at: string | Date;
  readonly params: string | null;
}

/** More do not stand at a time; of what has run so often the newest are enough. */
const MOST = 1_000;
const ENDS = sql.raw(`('run.succeeded', 'run.failed', 'run.cancelled', '${DECLARED_ENDED}')`);
const ACTION = sql.raw(actionIn('q.body'));

/**
 * Runs that began behind a place of the log, the newest first, also those of which no row is left. One of another environment does not
 * count, where the plan that was queued says so.
 * @param behind for each action the id of the entry of the log behind which its runs count
 * @param open true: only those of which the log tells no end, or one that their rows do not tell as well
 */
export async function begunBehind(
  reader: Reader,
  behind: ReadonlyMap<string, string>,
  environment: string,
  { open = false }: { readonly open?: boolean } = {},
): Promise<readonly Begun[]> {
  const live = sql`and not exists (select 1 from audit_entry e join run r on r.id = substring(e.chain from 5)
    where e.chain = s.chain and e.kind in ${ENDS} and r.state = substring(e.kind from 5))`;
  const wanted = JSON.stringify([...behind].map(([action, place]) => ({ action, place })));
  const rows = await rowsOf<BegunRow>(
    reader,
    // What a row says is only read where it is the plan that was queued. Older entries do not tell which that was.
    sql`
      with wanted as materialized (
        select action, place::bigint as place
        from jsonb_to_recordset(${wanted}::text::jsonb) as wanted (action text, place text)),
      told as materialized (
        select s.id, s.at, q.body as first, ${ACTION} as action, substring(q.chain from 5) as run,
          substring(q.body from '"plan":"([0-9a-f]{64})"') as plan,
          (select substring(e.kind from 5) from audit_entry e where e.chain = s.chain and e.kind in ${ENDS} limit 1) as ended
        from audit_entry q join audit_entry s on s.chain = q.chain and s.kind = 'run.started'
        where q.kind = 'run.queued' and ${ACTION} = any(array(select action from wanted))
          and strpos(q.body, '"mode":"execute"') > 0
          and s.id > (select place from wanted where wanted.action = ${ACTION}) ${open ? live : sql``}
        order by s.id desc limit ${MOST}),
      vouched as materialized (
        select t.*, r.state, r.plan as planned, r.action as "rowAction", r.environment as "rowEnvironment", r.mode as "rowMode",
          r.id is not null and (t.plan is null or t.plan = encode(sha256(convert_to(r.plan, 'UTF8')), 'hex')) as known
        from told t left join run r on r.id = t.run)
      select run, action, id::text as id, at, first, ended, state,
        not (known and "rowAction" = action and "rowMode" = 'execute' and "rowEnvironment" = ${environment}) as altered,
        case when known then (planned::json ->> 'params') end as params
      from vouched
      where case when known then planned::json ->> 'environment' = ${environment} else true end
      order by vouched.id desc`,
  );
  return rows.map(({ at, params, ...row }) => ({
    ...row,
    at: new Date(at),
    params: params === null ? undefined : (JSON.parse(params) as Plan['params']),
  }));
}

/**
 * Lets one transaction at a time begin an emergency, or go on with what gives way to it: so each sees what the other has begun.
 *
 * These locks come last, in whatever takes them: behind the rows of runs and requests, the lock that a runbook names, and the turn of an
 * action (`serializeAction`). Whoever has them waits for nothing of that any more; a proposal has written its request before. They are
 * taken all at once and in one order. What is written behind them has its place in the log with the commit, and so in their order.
 */
export async function serializeUndoing(tx: Tx, actions: readonly string[]): Promise<void> {
  for (const action of [...new Set(actions)].toSorted())
    await tx.orm.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`undoing/${action}`}, 0))`);
}
