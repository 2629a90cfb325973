import type { Logger } from '../log.ts';
import { waitAtMost } from './wait-at-most.ts';

/**
 * Work that goes on by itself. What many wait for (a sweep, the start of the program) begins it and does not wait: a
 * platform that never answers holds up nothing but its own piece.
 */
export interface Background {
  /**
   * Begins a piece of work, unless the last one of this name is still under way. What fails is logged; whoever found
   * the work finds it again.
   */
  begin(name: string, work: () => Promise<unknown>): void;
  /** Once nothing is under way. */
  settled(): Promise<void>;
  /** Begins nothing more, and waits for what is under way, but at most `ms`: what is left is found by the next start. */
  stop(ms: number): Promise<void>;
}

export function createBackground(log: Logger): Background {
  const underWay = new Map<string, Promise<void>>();
  let stopped = false;

  async function carryOut(name: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      // What is cut off by the end of the program fails, and is no news.
      if (!stopped) log.error({ work: name, err: error }, 'failed in the background, will be tried again');
    } finally {
      underWay.delete(name);
    }
  }

  async function settled(): Promise<void> {
    while (underWay.size > 0) await Promise.all(underWay.values());
  }

  return {
    begin(name, work) {
      if (stopped || underWay.has(name)) return;
      // Its name is known before it begins, so that it is forgotten after.
      underWay.set(
        name,
        Promise.resolve().then(() => carryOut(name, work)),
      );
    },
    settled,
    async stop(ms) {
      stopped = true;
      await waitAtMost(ms, settled());
    },
  };
}
