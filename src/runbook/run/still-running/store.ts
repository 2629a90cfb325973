import { sql } from 'drizzle-orm';
import type { Reader } from '../../../store/database.ts';

/**
 * Runs that are not over, or hold a lock, while programs of theirs may still run on a host; for whom nothing waits any more
 * is left alone.
 * @param hosts its names; all hosts when they are left out.
 */
export async function runsStillRunning(
  reader: Reader,
  limit: number,
  hosts?: readonly string[],
): Promise<readonly string[]> {
  const there =
    hosts === undefined
      ? sql``
      : sql`and s.still_running ->> 'host' = any(array(select jsonb_array_elements_text(${JSON.stringify(hosts)}::text::jsonb)))`;
  const found = await reader.orm.execute(sql`
    select distinct r.id from step_run s join run r on r.id = s.run_id
    where s.still_running is not null ${there}
      and (r.finished_at is null or exists (select 1 from run_lock l where l.run_id = r.id))
    order by r.id limit ${limit}`);
  return (found as unknown as { readonly id: string }[]).map(({ id }) => id);
}
