import type { Reader } from '../../../../store/database.ts';
import { planDigest } from '../../../plan/digest.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { Run } from '../../run.ts';
import { readRun } from '../../store.ts';
import { endsSince, type ToldEnd } from '../store.ts';

/** An end that the log tells of. */
export interface Told {
  readonly end: ToldEnd;
  /** Its rows, as they stand; undefined when they are gone. */
  readonly run: Run | undefined;
}

/**
 * The newest end that counts, by the log. One of another environment does not, where the plan that was queued says so.
 * @param fits of those that count, by their rows. Default: each
 */
export async function newestEnd(
  reader: Reader,
  { environment }: Pick<Plan, 'environment'>,
  action: string,
  since: Date,
  counts: (end: ToldEnd) => boolean,
  fits: (told: Told) => Promise<boolean> = async () => true,
): Promise<Told | undefined> {
  for await (const end of endsSince(reader, action, since)) {
    if (!counts(end)) continue;
    const run = await readRun(reader, end.id);
    const isElsewhere =
      run !== undefined && run.plan.environment !== environment && planDigest(run.plan) === end.plan;
    if (!isElsewhere && (await fits({ end, run }))) return { end, run };
  }
  return undefined;
}
