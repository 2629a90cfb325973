import type { Clock } from '../../src/clock.ts';

export interface ManualClock extends Clock {
  /** Moves the process's clocks and the database's clock forward. */
  advance(ms: number): void;
}

/** Real time plus an offset that a test moves: deadlines pass in an instant, and never by waiting. */
export function manualClock(): ManualClock {
  let offsetMs = 0;
  return {
    now: () => new Date(Date.now() + offsetMs),
    elapsed: () => performance.now() + offsetMs,
    get offsetMs() {
      return offsetMs;
    },
    advance(ms) {
      offsetMs += ms;
    },
  };
}
