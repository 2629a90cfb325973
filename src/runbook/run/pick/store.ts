import { sql } from 'drizzle-orm';
import type { Reader } from '../../../store/database.ts';
import { rowsOf } from '../../../store/rows.ts';

/** The run of an action that goes on by itself and will end soon; one that waits for people may never. */
export async function lookUnderWay(
  reader: Reader,
  action: string,
  environment: string,
): Promise<string | undefined> {
  const [row] = await rowsOf<{ id: string }>(
    reader,
    sql`
      select id from run
      where action = ${action} and environment = ${environment} and mode = 'execute'
        and finished_at is null and state in ('queued', 'running', 'waiting')
      order by queued_at limit 1`,
  );
  return row?.id;
}
