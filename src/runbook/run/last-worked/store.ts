import { sql } from 'drizzle-orm';
import type { Reader } from '../../../store/database.ts';
import { rowsOf } from '../../../store/rows.ts';
import type { End, Live } from './last-worked.ts';

interface Row extends Omit<End, 'at'> {
  readonly at: string;
}

/**
 * The last success and the last failure of each of some actions, real ones and rehearsals apart. One that was cancelled, or refused
 * before it began, tells nothing of whether the action works.
 */
export async function lastEnds(
  reader: Reader,
  actions: readonly string[],
  environment: string,
): Promise<readonly End[]> {
  const rows = await rowsOf<Row>(
    reader,
    sql`
      select e.id, e.action, e.mode, e.state, e.finished_at as at, e.plan::json ->> 'definition' as definition,
        case when e.plan::json -> 'outcomes' -> e.outcome ->> 'severity' in ('warning', 'danger') then e.outcome end as "endedBadly"
      from unnest(${sql.param(actions)}::text[]) wanted
      cross join (values ('execute', 'succeeded'), ('execute', 'failed'), ('dry-run', 'succeeded'), ('dry-run', 'failed'))
        as kind (mode, state)
      cross join lateral (
        select r.* from run r
        where r.action = wanted and r.environment = ${environment} and r.finished_at is not null
          and r.mode = kind.mode and r.state = kind.state
        order by r.finished_at desc limit 1) e`,
  );
  return rows.map((row) => ({ ...row, at: new Date(row.at) }));
}

interface LiveRow extends Omit<Live, 'since'> {
  readonly since: string;
}

/** Runs of some actions that are not over, the first that was asked for first. */
export async function liveRuns(
  reader: Reader,
  actions: readonly string[],
  environment: string,
): Promise<readonly Live[]> {
  const rows = await rowsOf<LiveRow>(
    reader,
    sql`
      select r.id, r.action, r.mode, r.requester as by, r.queued_at as since
      from run r
      where r.action = any(${sql.param(actions)}::text[]) and r.environment = ${environment} and r.finished_at is null
      order by r.queued_at, r.id`,
  );
  return rows.map((row) => ({ ...row, since: new Date(row.since) }));
}
