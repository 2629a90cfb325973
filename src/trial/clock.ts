import type { Clock } from '../clock.ts';

/** Time that stands still until a test lets it pass. */
export interface TrialClock extends Clock {
  /** Lets it be then; never goes back. */
  passTo(at: Date): void;
}

/** @param start when the test begins */
export function trialClock(start: Date): TrialClock {
  let passedMs = 0;
  const now = (): Date => new Date(start.getTime() + passedMs);
  return {
    now,
    elapsed: () => passedMs,
    get given() {
      return now();
    },
    passTo(at) {
      passedMs = Math.max(passedMs, at.getTime() - start.getTime());
    },
  };
}
