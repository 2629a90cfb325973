import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits for `work`, but no longer than `ms`. Work that is late goes on, and whoever began it hears what becomes of it.
 * @throws what `work` throws in time
 */
export async function waitAtMost(ms: number, work: Promise<unknown>): Promise<void> {
  const patience = new AbortController();
  const enough = sleep(ms, undefined, { signal: patience.signal, ref: false }).catch(() => undefined);
  try {
    await Promise.race([work, enough]);
  } finally {
    patience.abort();
  }
}
