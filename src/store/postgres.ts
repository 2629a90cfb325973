import type { Clock } from '../clock.ts';
import type { Database, Execute } from './database.ts';
import { createReader, doWork, refuseNesting } from './handle.ts';
import type { Send } from './postgres-connection.ts';
import { createPool } from './postgres-pool.ts';
import { inTransaction } from './postgres-transaction.ts';

export interface PoolOptions {
  readonly poolSize?: number;
  /** Sees every statement of ours as it is sent, for measuring. */
  readonly onStatement?: (text: string, params: readonly unknown[]) => void;
}

/**
 * A pool of connections to a Postgres server.
 * @param url a `postgres://` address; its password never appears in an error of ours.
 */
export function openPostgres(url: string, clock: Clock, options: PoolOptions = {}): Database {
  const { poolSize = 16, onStatement } = options;
  const pool = createPool(url, poolSize);
  const execute =
    (send: Send): Execute =>
    async (text, params, mode) => {
      onStatement?.(text, params);
      return { rows: (await send(text, params, mode)) as unknown[] };
    };
  const reader = createReader(
    execute((text, params, mode) => pool.use(({ send }) => send(text, params, mode))),
    clock,
  );
  return {
    engine: 'postgres',
    async transact(work) {
      refuseNesting();
      const done = await pool.use((connection) =>
        inTransaction(connection, () => doWork(execute(connection.send), clock, work)),
      );
      done.committed();
      return done.result;
    },
    async read(work) {
      refuseNesting();
      return work(reader);
    },
    close: pool.close,
  };
}
