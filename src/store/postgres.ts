import type { Clock } from '../clock.ts';
import { OpsError } from '../errors.ts';
import type { Turn } from '../waiting/at-most.ts';
import type { Database, Execute, Reader } from './database.ts';
import { inFlights } from './flight.ts';
import { createReader, doWork, refuseNesting } from './handle.ts';
import { LIMITS, type Limits, patient } from './limits.ts';
import type { Send, ServerReply } from './postgres-connection.ts';
import { createPool } from './postgres-pool.ts';
import { inTransaction } from './postgres-transaction.ts';

export interface PoolOptions {
  readonly poolSize?: number;
  readonly limits?: Limits;
  readonly onStatement?: OnStatement;
}

/**
 * Sees every statement of ours as it is sent, for measuring.
 * @param transaction the same object for all statements of a transaction; undefined for one that stands alone.
 */
export type OnStatement = (text: string, params: readonly unknown[], transaction: object | undefined) => void;

/**
 * A pool of connections to a Postgres server.
 * @param url a `postgres://` address; its password never appears in an error of ours.
 */
export function openPostgres(url: string, clock: Clock, options: PoolOptions = {}): Database {
  const { poolSize = 16, limits = LIMITS, onStatement } = options;
  const pool = createPool(url, poolSize, limits);
  const execute =
    (send: Send, transaction?: object, callMs?: number): Execute =>
    (text, params, mode) => {
      onStatement?.(text, params, transaction);
      return rowsIn(send(text, params, mode, callMs));
    };
  const readerIn = (turn: Turn): Reader => createReader(execute(inFlights(pool, turn, limits)), clock);
  return {
    engine: 'postgres',
    async transact(work, { patienceMs } = {}) {
      refuseNesting();
      const own = patienceMs === undefined ? limits : patient(limits, patienceMs);
      const opening =
        patienceMs === undefined
          ? []
          : [
              `set local statement_timeout = ${own.statementMs}`,
              `set local idle_in_transaction_session_timeout = ${own.idleMs}`,
            ];
      const done = await pool.use((connection) =>
        inTransaction(
          connection,
          (send) => doWork(execute(send, {}, own.callMs), clock, work, own.transactionMs),
          opening,
        ),
      );
      done.committed();
      return done.result;
    },
    async read(work, { first = false } = {}) {
      refuseNesting();
      return work(readerIn({ first })).catch((error: unknown) => {
        // A connection is opened under a statement, and the query builder wraps whatever a statement fails with.
        throw error instanceof Error && error.cause instanceof OpsError ? error.cause : error;
      });
    },
    close: pool.close,
  };
}

async function rowsIn(answer: Promise<ServerReply>): Promise<{ rows: unknown[] }> {
  return { rows: [...(await answer).rows] };
}
