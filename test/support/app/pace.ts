import { setTimeout as sleep } from 'node:timers/promises';
import { PER_COMMAND } from '../../../src/bot/guards/throttle.ts';

/** By person and what they do: when as much may be done at once as at the beginning. */
const fullAt = new Map<string, number>();

/**
 * Waits as long as somebody must who would not be told that they are too fast: how fast a test goes is a matter of the
 * machine, and no two of one file share their words by intent.
 */
export async function atTheirPace(who: string, what: string): Promise<void> {
  const { burst, everyMs } = PER_COMMAND;
  const key = `${who} ${what}`;
  // One less than the program takes: the two clocks are not read in the same moment.
  const early = () => (fullAt.get(key) ?? 0) - performance.now() - (burst - 2) * everyMs;
  while (early() > 0) await sleep(early());
  fullAt.set(key, Math.max(performance.now(), fullAt.get(key) ?? 0) + everyMs);
}
