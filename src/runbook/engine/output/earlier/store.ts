import { sql } from 'drizzle-orm';
import type { Tx } from '../../../../store/database.ts';
import { rowsOf } from '../../../../store/rows.ts';
import type { Lease } from '../../../run/run.ts';
import { leftOut } from '../left-out.ts';

/** A row takes room as well, however little stands in it. */
const ROW_BYTES = 32;
/** So many times the limit is dropped at once at the most: an older version may have kept a gigabyte. */
const AT_ONCE = 16;
/** What {@link leftOut} writes, as Postgres finds it. */
const MARK = `^${leftOut('(\\d{1,15})').replaceAll(/[[\]]/g, String.raw`\$&`)}$`;

/**
 * Leaves what a step has printed so far at most `limit` bytes, the newest, so that what a step keeps does not grow with
 * its attempts. Where the older was stands how much of it is missing. Changes nothing when the lease was lost.
 */
export async function dropEarlier(
  tx: Tx,
  at: { readonly runId: string; readonly position: number },
  lease: Lease,
  limit: number,
): Promise<void> {
  // The last row that goes becomes the mark: its id has the right place. Lengths in bytes are known without reading a text.
  await rowsOf<unknown>(
    tx,
    sql`
      with held as (
        select id from run
        where id = ${at.runId} and lease_owner = ${lease.owner} and lease_epoch = ${lease.epoch} for share),
      earlier as (
        select printed.id, printed.text,
          sum(octet_length(printed.text) + ${ROW_BYTES}::int) over (order by printed.id desc) as newer,
          sum(octet_length(printed.text) + ${ROW_BYTES}::int) over (order by printed.id rows between unbounded preceding
            and 1 preceding) as older
        from held join run_output printed on printed.run_id = held.id and printed.position = ${at.position}::int),
      dropped as (
        select max(id) as last, sum(coalesce(substring(text from ${MARK}::text)::numeric, length(text))) as characters
        from earlier where newer > ${limit}::bigint and coalesce(older, 0) < ${limit * AT_ONCE}::bigint),
      gone as (
        delete from run_output printed using dropped
        where printed.run_id = ${at.runId} and printed.position = ${at.position}::int and printed.id < dropped.last)
      update run_output printed
      set stream = 'err', text = replace(${leftOut('#')}::text, '#', dropped.characters::text)
      from dropped where printed.id = dropped.last`,
  );
}
