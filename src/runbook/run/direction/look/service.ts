import type { Reader } from '../../../../store/database.ts';
import type { Holding } from '../../../plan/direction.ts';
import { givenBy } from '../../handed-on/service.ts';
import { newestEnd } from '../../precondition/newest-end/service.ts';
import { lastChange } from '../../precondition/service.ts';

/** Who looks at a value and what they call it, and the actions that change it. */
export interface Look {
  readonly action: string;
  readonly gives: string;
  readonly changers: readonly string[];
}

/**
 * What the last look since found, as long as nothing that may have changed it has run after that look had begun: evidence has an order.
 * Only the last look counts, as of every evidence; one that failed says that nobody knows.
 * @returns undefined where nobody has looked.
 */
export async function holdsBy(
  reader: Reader,
  look: Look,
  environment: string,
  since: Date,
): Promise<Holding> {
  const { action, gives } = look;
  const told = await newestEnd(reader, { environment }, action, since, ({ state }) => state !== 'cancelled');
  if (told === undefined) return undefined;
  const { end, run } = told;
  if (end.state !== 'succeeded') return { why: `the last run of ${action} ended as ${end.state}` };
  const given = await givenBy(reader, told, gives);
  if (given === undefined) return { why: `the last run of ${action} gave no ${gives}` };
  if ('doubt' in given) return { why: `nobody can tell what ${action} found: ${given.doubt}` };
  const changed = await whatChanged(reader, look, environment, run?.startedAt ?? null);
  if (changed !== undefined) return { why: changed };
  return { value: given.value, run: given.run, at: given.at.toISOString() };
}

/** What may have changed a value after a look at it had begun, in words. */
async function whatChanged(
  reader: Reader,
  { action, changers }: Look,
  environment: string,
  began: Date | null,
): Promise<string | undefined> {
  if (began === null) return `nobody can tell when the last run of ${action} began`;
  for (const changer of changers) {
    const change = await lastChange(reader, { environment }, changer, began);
    if (change === undefined) continue;
    if (change.finishedAt === null) return `${changer} is under way`;
    if (change.finishedAt >= began) return `${changer} has run since ${action} looked last`;
  }
  return undefined;
}
