import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import postgres from 'postgres';
import { LIMITS } from '../store/limits.ts';
import { within } from '../waiting/within.ts';

/** Tells the other processes on a server that something waits for them. Only a hint: it may be lost. */
export interface Notifier {
  /** Says that there is something new in a queue; what is said within a moment goes out as one. */
  say(queue: string): void;
  /** Listens, again after every loss of the connection. @param heard is called when another process said something. */
  start(heard: (queue: string) => void): Promise<void>;
  stop(): Promise<void>;
}

const CHANNEL = 'keyturn_wake';
const GATHER_MS = 10;
const PATIENCE_S = 5;
/** This driver waits for a silent server without end; what it waits for is only a hint. */
const NOTIFY_MS = 5_000;

/**
 * LISTEN and NOTIFY on connections of their own, outside of every transaction: a transaction that notifies takes a lock
 * of the whole server at its commit, so that no two of them commit at the same time.
 */
export function createNotifier(url: string, log: Logger): Notifier {
  const self = randomUUID();
  const client = postgres(url, { max: 1, idle_timeout: 30, onnotice: () => {} });
  const waiting = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  async function send(): Promise<void> {
    timer = undefined;
    for (const queue of waiting.keys()) {
      waiting.delete(queue);
      await within(NOTIFY_MS, 'a notification', client.notify(CHANNEL, `${self} ${queue}`));
    }
  }

  return {
    say(queue) {
      waiting.add(queue);
      timer ??= setTimeout(() => {
        send().catch((error: unknown) => {
          log.warn({ err: error }, 'other processes were not told; their sweep finds what waits');
        });
      }, GATHER_MS);
    },
    async start(heard) {
      const listening = client.listen(CHANNEL, (said) => {
        const [from, queue = ''] = said.split(' ');
        if (from !== self) heard(queue);
      });
      await within(LIMITS.callMs, 'listening for wake-ups', listening);
    },
    async stop() {
      clearTimeout(timer);
      await client.end({ timeout: PATIENCE_S });
    },
  };
}
