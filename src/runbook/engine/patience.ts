import { setTimeout as sleep } from 'node:timers/promises';
import { isPermanent } from '../../permanent.ts';

const FIRST_WAIT_MS = 100;

/** Does work again and again, after longer and longer pauses, until it succeeds, no retry can cure it, or the time is over. */
export type Patience = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * @param ms how long to go on, from now on, whatever is done meanwhile.
 * @param onRetry is told of each failure after which it is tried again.
 */
export function patienceOf(ms: number, onRetry: (error: unknown) => void): Patience {
  const giveUpAt = performance.now() + ms;
  return async (work) => {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs *= 2) {
      try {
        return await work();
      } catch (error) {
        if (isPermanent(error) || performance.now() + waitMs > giveUpAt) throw error;
        onRetry(error);
        await sleep(waitMs);
      }
    }
  };
}
