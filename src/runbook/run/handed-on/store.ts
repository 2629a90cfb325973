import { sql } from 'drizzle-orm';
import type { Reader } from '../../../store/database.ts';
import { rowsOf } from '../../../store/rows.ts';
import type { Run } from '../run.ts';
import { readRun } from '../store.ts';

/** The newest run of an action that succeeded in an environment. A rehearsal is none. */
export async function lastSucceeded(
  reader: Reader,
  action: string,
  environment: string,
): Promise<Run | undefined> {
  const [found] = await rowsOf<{ id: string }>(
    reader,
    sql`
      select id from run
      where action = ${action} and environment = ${environment} and mode = 'execute' and state = 'succeeded'
      order by finished_at desc, id desc limit 1`,
  );
  return found && readRun(reader, found.id);
}
