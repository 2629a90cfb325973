import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Clock } from '../clock.ts';
import type { Database, Execute } from './database.ts';
import { createReader, doWork, refuseNesting } from './handle.ts';
import { inTransaction, type Send } from './postgres-transaction.ts';

// Drizzle's columns convert these types themselves; the driver must pass the text through untouched.
const PASS_THROUGH_OIDS = new Set([1184, 1082, 1083, 1114, 1182, 1185, 1115, 1231, 114, 3802]);

const CLOSE_MS = 5_000;

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
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    // Statements that do not depend on each other are sent together.
    pipeline: true,
    keepAlive: true,
    idleTimeoutMillis: 0,
    maxLifetimeSeconds: 3_600,
    connectionTimeoutMillis: 30_000,
    types: { getTypeParser },
  });
  // A connection that breaks while nobody uses it leaves the pool, and that is all there is to do.
  pool.on('error', () => {});
  const execute = executor(onStatement);
  const reader = createReader(
    execute((query) => pool.query(query)),
    clock,
  );
  return {
    engine: 'postgres',
    async transact(work) {
      refuseNesting();
      const done = await inTransaction(pool, (send) => doWork(execute(send), clock, work));
      done.committed();
      return done.result;
    },
    async read(work) {
      refuseNesting();
      return work(reader);
    },
    // A statement that never ends must not keep the program from ending.
    close: () => Promise.race([pool.end(), sleep(CLOSE_MS, undefined, { ref: false })]),
  };
}

/** Makes what runs statements out of what sends them: named ones, which the server parses once a connection. */
function executor(onStatement: PoolOptions['onStatement']): (send: Send) => Execute {
  const names = new Map<string, string>();
  const nameOf = (text: string): string => {
    const name = names.get(text) ?? `s${names.size}`;
    names.set(text, name);
    return name;
  };
  return (send) => async (text, params, mode) => {
    onStatement?.(text, params);
    const query = { text, values: params, ...(mode === 'all' && { rowMode: 'array' }) };
    // Without parameters it may be several statements in one, which cannot be prepared.
    const result = await send(params.length === 0 ? query : { ...query, name: nameOf(text) });
    return { rows: result.rows };
  };
}

const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: unknown) =>
  PASS_THROUGH_OIDS.has(oid) ? (text: unknown) => text : pg.types.getTypeParser(oid, format as 'text');
