import type pg from 'pg';
import { PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import { LIMITS } from '../store/limits.ts';
import { openConnection } from '../store/postgres-connection.ts';
import { refuseStanding, SESSION_OPTIONS, STANDING } from '../store/session.ts';
import { createNotifier } from './notifier.ts';

/** Where other processes may be that work on the same tables; on the embedded database there are none. */
export type BossStorage =
  | { readonly engine: 'postgres'; readonly url: string }
  | { readonly engine: 'pglite' };

/** Wake-ups for another process. */
export interface HandOver {
  /** Lets one of the other processes look at `id`. Returns at once; what is lost is found by a sweep. */
  pass(topic: string, id: string): void;
  /** @param take is called with what others passed on. */
  start(topics: readonly string[], take: (topic: string, id: string) => void): Promise<void>;
  stop(): Promise<void>;
}

/** How often a queue is looked at when no notification came. */
const POLL_S = 30;
const CONNECTIONS = 2;
/**
 * pg-boss hands these on to its pool: a call of a server that does not answer ends, no connection is used that could not be used
 * for anything else, and none outlives for long a server that became one that only reads. Not among the options that it names.
 */
const CALLS: object = {
  query_timeout: LIMITS.callMs,
  keepAlive: true,
  maxLifetimeSeconds: 60,
  verify: tryOut,
};

/**
 * Says whether a connection of the pool can be used for everything.
 * @param done is told why not.
 */
export function tryOut(client: pg.ClientBase, done: (error?: unknown) => void): void {
  // The pool listens to what nobody uses, and pg to what is under way: what breaks in between would end the process.
  client.on('error', () => {});
  client
    .query(STANDING)
    .then(({ rows }) => {
      refuseStanding(rows[0]);
      done();
    })
    .catch(done);
}

export function createHandOver(storage: BossStorage, log: Logger): HandOver {
  if (storage.engine === 'pglite') {
    return { pass: () => {}, start: async () => {}, stop: async () => {} };
  }
  return overPostgres(storage.url, log);
}

/** A job carries an id and nothing else, and is never retried: what must happen stands in our tables. */
function overPostgres(url: string, log: Logger): HandOver {
  const boss = new PgBoss({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: LIMITS.connectMs,
    options: SESSION_OPTIONS,
    ...CALLS,
    schema: 'wake',
    schedule: false,
    persistWarnings: false,
  });
  boss.on('error', (error) => {
    log.error({ err: error }, 'wake-up queue');
  });
  const notifier = createNotifier(url, log);

  async function send(topic: string, id: string): Promise<void> {
    await boss.send(topic, { id }, { retryLimit: 0 });
    notifier.say(topic);
  }

  return {
    pass(topic, id) {
      send(topic, id).catch((error: unknown) => {
        log.warn({ topic, id, err: error }, 'not passed on; the sweep of the others finds it');
      });
    },
    async start(topics, take) {
      // As every other connection: its reason is told, and not that a queue could not be made or heard.
      await (await openConnection(url, LIMITS)).end();
      await boss.start();
      const workers = new Map<string, string>();
      for (const topic of topics) {
        await boss.createQueue(topic, { retryLimit: 0, expireInSeconds: 60, deleteAfterSeconds: 60 });
        const options = { pollingIntervalSeconds: POLL_S, batchSize: 50, burstWhenBatchFull: true };
        const worker = await boss.work<{ id: string }>(topic, options, async (jobs) => {
          for (const job of jobs) take(topic, job.data.id);
        });
        workers.set(topic, worker);
      }
      await notifier.start((topic) => {
        const worker = workers.get(topic);
        if (worker !== undefined) boss.notifyWorker(worker);
      });
    },
    async stop() {
      await notifier.stop();
      await boss.stop({ graceful: true, timeout: 5_000, close: true });
    },
  };
}
