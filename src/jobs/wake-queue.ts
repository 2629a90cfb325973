import { fromPglite, PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import { crashPoint } from '../crash-point.ts';
import type { Tx } from '../store/database.ts';
import type { WakeHandler } from './port.ts';
import { bossDatabase } from './store.ts';

/** Where pg-boss keeps its jobs: its own pool on a server, or the one embedded connection. */
export type BossStorage =
  | { readonly engine: 'postgres'; readonly url: string }
  | { readonly engine: 'pglite'; readonly client: Parameters<typeof fromPglite>[0] };

export interface WakeQueue {
  on(topic: string, handler: WakeHandler): void;
  wake(tx: Tx, topic: string, id: string): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Wake-ups: at once in this process, and over pg-boss in every other. A job carries an id and nothing else, is completed as soon as the work was handed to
 * its handler, and is never retried: what must happen stands in our tables, and the sweeper finds it there.
 */
export function createWakeQueue(storage: BossStorage, log: Logger): WakeQueue {
  const handlers = new Map<string, WakeHandler>();
  const boss = new PgBoss({
    ...(storage.engine === 'postgres'
      ? { connectionString: storage.url, max: 4, useListenNotify: true }
      : { db: fromPglite(storage.client), backend: 'pglite' }),
    schema: 'wake',
    schedule: false,
    supervise: storage.engine === 'postgres',
    persistWarnings: false,
  });
  boss.on('error', (error) => {
    log.error({ err: error }, 'wake-up queue');
  });

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
    async wake(tx, topic, id) {
      crashPoint('before-wake');
      await boss.send(topic, { id }, { db: bossDatabase(tx), retryLimit: 0 });
      // This process need not wait for its own notification; whoever comes second finds the work taken.
      tx.afterCommit(() => handOver(topic, id));
      crashPoint('after-wake');
    },
    async start() {
      await boss.start();
      for (const topic of handlers.keys()) {
        await boss.createQueue(topic, {
          notify: true,
          retryLimit: 0,
          expireInSeconds: 60,
          deleteAfterSeconds: 60,
        });
        // Fills pg-boss's cache: a first send inside a transaction would look the queue up on the same connection.
        await boss.getQueue(topic);
        await boss.work<{ id: string }>(
          topic,
          {
            pollingIntervalSeconds: 0.5,
            notifyPollingIntervalSeconds: 0.5,
            batchSize: 50,
            burstWhenBatchFull: true,
          },
          async (jobs) => {
            for (const job of jobs) handOver(topic, job.data.id);
          },
        );
      }
    },
    async stop() {
      await boss.stop({ graceful: true, timeout: 5_000, close: true });
    },
  };
}
