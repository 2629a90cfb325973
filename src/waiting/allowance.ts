import { setTimeout as sleep } from 'node:timers/promises';

/** How often something may be begun that is counted against us elsewhere. */
export interface Pace {
  /** So many at once… */
  readonly burst: number;
  /** …and then one each time this passes, in ms. */
  readonly everyMs: number;
  /** Never two within this time, in ms. */
  readonly gapMs: number;
}

export interface Allowance {
  /** Resolves when it may be begun, and counts it. @throws when `signal` aborts first */
  take(signal: AbortSignal): Promise<void>;
}

/** @param now ms of a clock that never goes back */
export function createAllowance(
  { burst, everyMs, gapMs }: Pace,
  now: () => number = () => performance.now(),
): Allowance {
  /** When the allowance will be full again. */
  let fullAt = 0;
  let notBefore = 0;
  return {
    async take(signal) {
      const at = now();
      const goAt = Math.max(at, notBefore, Math.max(fullAt, at) - (burst - 1) * everyMs);
      if (goAt > at) await sleep(goAt - at, undefined, { signal, ref: false });
      // Only what was really begun counts.
      fullAt = Math.max(fullAt, goAt) + everyMs;
      notBefore = goAt + gapMs;
    },
  };
}
