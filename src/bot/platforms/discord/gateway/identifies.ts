import { createAllowance, type Pace } from '../../../../waiting/allowance.ts';

/** Discord resets the token of a bot that identifies more than 1,000 times a day. */
export interface Identifies {
  /** Resolves when another session may begin. @throws when `signal` aborts first */
  waitForIdentify(shard: number, signal: AbortSignal): Promise<void>;
}

/**
 * At most 20 and 480 a day: half of what Discord allows, so that restarts and a second process have room. Discord takes
 * one in five seconds.
 */
export const IDENTIFY_PACE: Pace = { burst: 20, everyMs: 180_000, gapMs: 5_000 };

/** Shared by all connections that this process makes. */
export function createIdentifies(pace: Pace): Identifies {
  const allowance = createAllowance(pace);
  return { waitForIdentify: (_shard, signal) => allowance.take(signal) };
}
