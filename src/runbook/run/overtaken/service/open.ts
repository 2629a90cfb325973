import { readAuthentic } from '../../../../audit/authentic.ts';
import type { Reader } from '../../../../store/database.ts';
import { RUN } from '../../run.ts';
import type { Begun } from '../begun.ts';
import { BEGINNING, begunBehind } from '../store.ts';

/**
 * The runs of some emergencies that are under way, the newest first. An end is believed where the row of the run tells it as well, or
 * where Keyturn wrote all that the log says of it: one entry that somebody put there ends no emergency.
 */
export async function underWayOf(
  reader: Reader,
  emergencies: readonly string[],
  environment: string,
): Promise<readonly Begun[]> {
  if (emergencies.length === 0) return [];
  const behind = new Map(emergencies.map((emergency) => [emergency, BEGINNING]));
  const open: Begun[] = [];
  for (const one of await begunBehind(reader, behind, environment, { open: true })) {
    if (one.ended === null) open.push(one);
    else if ((await readAuthentic(reader, RUN.subject(one.run))) === undefined)
      open.push({ ...one, altered: true });
  }
  return open;
}
