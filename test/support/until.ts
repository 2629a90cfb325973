import { setTimeout as sleep } from 'node:timers/promises';
import { PATIENCE_MS } from './patience.ts';

/**
 * The pause between two looks: a part of what was waited already. Whoever waits long is hardly later for it, and takes
 * nothing from the machine that what is waited for needs: a look reads every message, as people do.
 */
const PAUSE = { part: 0.1, leastMs: 20, mostMs: 500 };

/** Answers something once there is something to find; nothing, or false, before. */
export type Probe<T> = () => Promise<T | false | undefined> | T | false | undefined;

/** Looks again and again until the probe finds something. @throws Error that names `what`, after {@link PATIENCE_MS}. */
export async function until<T>(what: string, probe: Probe<T>): Promise<T> {
  const beganAt = performance.now();
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    const waitedMs = performance.now() - beganAt;
    if (waitedMs > PATIENCE_MS) throw new Error(`in vain: ${what}`);
    await sleep(Math.min(PAUSE.mostMs, Math.max(PAUSE.leastMs, waitedMs * PAUSE.part)));
  }
}
