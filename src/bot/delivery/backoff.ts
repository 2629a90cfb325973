/** Attempts after which a message goes elsewhere, if anywhere: about half an hour of trying. */
export const MAX_ATTEMPTS = 12;
/** Attempts after which a message is given up that could go nowhere else: about a day of an answer that never came. */
export const LAST_ATTEMPT = 300;

const FIRST_MS = 500;
const LONGEST_MS = 5 * 60_000;

/**
 * How long to wait after the `attempt`-th failure (1 is the first): doubling, bounded, and spread so that
 * messages which failed together do not come back together.
 * @param random from 0 up to 1
 */
export function backoffMs(attempt: number, random: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 20));
  return Math.round(full * (0.5 + random / 2));
}
