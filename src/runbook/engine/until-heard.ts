import type { Logger } from 'pino';
import { isPermanent } from '../../permanent.ts';
import type { Assignment } from './assignment.ts';
import { patienceOf } from './patience.ts';
import type { Taken } from './session.ts';

/** What a turn has begun, if its commit is made. */
export type Begun = Pick<Assignment, 'lease' | 'step'>;

/**
 * The first turn of a worker on a run. When the answer to its commit is lost it is asked for again for the length of a
 * lease, as that of every later turn is: else what was begun, and not carried out by anybody, would look like what a worker
 * that is gone had in hand.
 * @param take one turn; it tells what it is about to commit, and with `unheard` does no more than to take up just that.
 * @throws also when the commit was not made: what was found out before it is too old by now to try the same again.
 */
export async function untilHeard(
  { log, leaseMs }: { readonly log: Logger; readonly leaseMs: number },
  runId: string,
  take: (unheard: Begun | undefined, tell: (begun: Begun) => void) => Promise<Taken | undefined>,
): Promise<Taken | undefined> {
  let begun: Begun | undefined;
  const tell = (what: Begun): void => {
    begun = what;
  };
  try {
    return await take(undefined, tell);
  } catch (error) {
    if (begun === undefined || isPermanent(error)) throw error;
    log.warn({ run: runId, err: error }, 'nobody knows whether a step was begun, it will be asked');
    const patiently = patienceOf(leaseMs, (err) =>
      log.warn({ run: runId, err }, 'nobody knows yet whether a step was begun, it will be asked again'),
    );
    const taken = await patiently(() => take(begun, tell));
    if (taken === undefined) throw error;
    return taken;
  }
}
