import type { Reader } from '../../../../store/database.ts';
import type { Plan, SharedCooldown } from '../../../plan/plan.ts';
import { isEnded, type Run } from '../../run.ts';
import { findForgedEnd } from '../../seal.ts';
import { readRun } from '../../store.ts';
import { didWithin } from '../../within.ts';
import { newestEnd } from '../newest-end/service.ts';
import { begunSince, type LastChange } from '../store.ts';

/** What includes an action that is kept apart from itself. */
interface Includer extends Pick<SharedCooldown, 'action' | 'ms'> {
  readonly includer: string;
}

/**
 * The last run of what includes an action that did it, whatever became of the rest, by the log or by the rows; one under way
 * may yet do it, and comes first.
 */
export async function lastDoing(
  reader: Reader,
  plan: Pick<Plan, 'environment'>,
  { includer, action, ms }: Includer,
  runId: string | null,
  now: Date,
): Promise<LastChange | undefined> {
  const since = new Date(now.getTime() - ms);
  let last: LastChange | undefined;
  for await (const id of begunSince(reader, includer, plan.environment, since)) {
    const run = id === runId ? undefined : await readRun(reader, id);
    if (run === undefined || !(await mayHaveDone(reader, run, action))) continue;
    if (run.finishedAt === null) return run;
    last = later(last, run);
  }
  const told = await newestEnd(
    ...([reader, plan, includer, since] as const),
    ({ begun }) => begun,
    async ({ run }) => run === undefined || mayHaveDone(reader, run, action),
  );
  return told === undefined ? last : later(last, { id: told.end.id, finishedAt: told.end.at });
}

/** Where the plan does not tell, a success has done all that its action does; what Keyturn did not write tells nothing. */
async function mayHaveDone(reader: Reader, run: Run, action: string): Promise<boolean> {
  if (!isEnded(run)) return true;
  const did = didWithin(run, action) ?? run.state === 'succeeded';
  return did || (await findForgedEnd(reader, run)) !== undefined;
}

function later(one: LastChange | undefined, other: LastChange): LastChange {
  return one?.finishedAt && other.finishedAt && one.finishedAt >= other.finishedAt ? one : other;
}
