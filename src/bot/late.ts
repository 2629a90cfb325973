import { formatDuration } from '../duration.ts';
import type { Refusal } from '../errors.ts';

/** What somebody wanted longer ago than this, they may not want any more. */
export const STALE_MS = 15 * 60_000;
/** Work that has begun and shows nothing for longer is given up by other processes, and its person told. */
const GUARDS_MS = 60_000;

/**
 * A process that stood still, or waited for a platform that hung, does nothing late.
 * @param waitedMs from its arrival until its turn came
 * @param guardsMs from then on until it was known whose it is
 */
export function refuseLate(waitedMs: number, guardsMs: number): Refusal | undefined {
  if (waitedMs <= STALE_MS && guardsMs <= GUARDS_MS) return undefined;
  const late = formatDuration(Math.round((waitedMs + guardsMs) / 1_000) * 1_000);
  return {
    code: 'delivery.stale',
    what: 'That was not done.',
    why: `Keyturn came to it only ${late} later: it stood still, had too much to do, or waited for its database or a chat platform.`,
    next: 'Look at the card, and do it again if you still want it.',
  };
}
