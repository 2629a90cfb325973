import { DeliveryError } from '../../../../chat/port.ts';

/** Nothing was asked of Discord: it did not accept the token a moment ago. */
export class TokenRefused extends DeliveryError {
  constructor(waitMs: number) {
    super('shut-out', 'Discord does not accept DISCORD_TOKEN.', waitMs);
  }
}

/** A refused token is tried again seldom: each try counts among the invalid requests, and people mend it. */
export interface TokenRefusals {
  /** How long not to try it, in ms; 0 when it may be tried. Times are in ms of a steady clock. */
  waitMs(now: number): number;
  readonly refused: boolean;
  refuse(now: number): void;
  accept(): void;
}

const FIRST_MS = 30_000;
const LONGEST_MS = 10 * 60_000;

export function createTokenRefusals(): TokenRefusals {
  let times = 0;
  let until = 0;
  return {
    waitMs: (now) => Math.max(0, until - now),
    get refused() {
      return times > 0;
    },
    refuse(now) {
      // Requests that were under way together are one refusal.
      if (now < until) return;
      times += 1;
      until = now + Math.min(LONGEST_MS, FIRST_MS * 2 ** (times - 1));
    },
    accept() {
      times = 0;
      until = 0;
    },
  };
}
