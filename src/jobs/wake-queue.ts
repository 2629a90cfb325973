import type { Logger } from 'pino';
import { crashPoint } from '../crash-point.ts';
import type { Tx } from '../store/database.ts';
import { type BossStorage, createHandOver } from './hand-over.ts';
import type { Jobs, WakeHandler } from './port.ts';

export type { BossStorage } from './hand-over.ts';

export interface WakeQueue {
  on(topic: string, handler: WakeHandler): void;
  readonly wake: Jobs['wake'];
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Wake-ups: handed to the handler of this process after the commit, and passed on where another process may be the one
 * that has to hear. Nothing of it belongs to the transaction: what must happen stands in our tables, and a sweep finds it there.
 */
export function createWakeQueue(storage: BossStorage, log: Logger): WakeQueue {
  const handlers = new Map<string, WakeHandler>();
  const others = createHandOver(storage, log);

  function handOver(topic: string, id: string): void {
    crashPoint('after-wake-received');
    handlers
      .get(topic)?.(id)
      .catch((error: unknown) => {
        log.error({ topic, id, err: error }, 'work failed; the sweeper will find what is left of it');
      });
  }

  return {
    on(topic, handler) {
      if (handlers.has(topic)) throw new Error(`two handlers for wake-ups of ${topic}`);
      handlers.set(topic, handler);
    },
    async wake(tx: Tx, topic: string, id: string, whom = 'us') {
      crashPoint('before-wake');
      tx.afterCommit(() => {
        handOver(topic, id);
        if (whom === 'everybody') others.pass(topic, id);
      });
      crashPoint('after-wake');
    },
    start: () => others.start([...handlers.keys()], handOver),
    stop: () => others.stop(),
  };
}
