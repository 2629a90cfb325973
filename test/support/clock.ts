import type { Clock } from '../../src/clock.ts';

export interface ManualClock extends Clock {
  /** Moves the process's clocks and the database's clock forward. */
  advance(ms: number): void;
  /** What the database's clock shows: always that of the process. */
  readonly given: Date;
}

/**
 * Time that stands still until a test moves it: deadlines pass in an instant, never by waiting, and never because the
 * machine stopped for a moment between two lines of a test.
 */
export function manualClock(): ManualClock {
  return movedFrom(Date.now(), { now: () => 0, elapsed: () => 0 });
}

/**
 * Real time that a test moves on: for what shows that something comes by itself when its time has come, or that setting
 * the host's clock changes nothing.
 */
export function tickingClock(): ManualClock {
  return movedFrom(0, { now: () => Date.now(), elapsed: () => performance.now() });
}

function movedFrom(
  start: number,
  passed: { readonly now: () => number; readonly elapsed: () => number },
): ManualClock {
  let offsetMs = 0;
  const now = (): Date => new Date(start + passed.now() + offsetMs);
  return {
    now,
    elapsed: () => passed.elapsed() + offsetMs,
    get given() {
      return now();
    },
    advance(ms) {
      offsetMs += ms;
    },
  };
}
