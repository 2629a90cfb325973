import postgres from 'postgres';
import type { Clock } from '../clock.ts';
import type { Database, Execute } from './database.ts';
import { createReader, createTx, markTransaction, outsideTransaction, refuseNesting } from './handle.ts';

// Drizzle's columns convert these types themselves; the driver must pass the text through untouched.
const PASS_THROUGH_OIDS = [1184, 1082, 1083, 1114, 1182, 1185, 1115, 1231, 114, 3802];

export interface PoolOptions {
  readonly poolSize?: number;
  /** Sees every statement as it is sent, for measuring. */
  readonly onStatement?: (text: string, params: readonly unknown[]) => void;
}

/**
 * A pool of connections to a Postgres server.
 * @param url a `postgres://` address; its password never appears in an error of ours.
 */
export function openPostgres(url: string, clock: Clock, options: PoolOptions = {}): Database {
  const { poolSize = 16, onStatement } = options;
  const client = postgres(url, {
    max: poolSize,
    onnotice: () => {},
    ...(onStatement && { debug: (_connection, text, params) => onStatement(text, params) }),
  });
  passThrough(client.options);
  const reader = createReader(executeOn(client), clock);
  return {
    engine: 'postgres',
    async transact(work) {
      refuseNesting();
      const { result, tx } = await client.begin(async (inner) => {
        const tx = createTx(executeOn(inner), clock);
        return { result: await markTransaction(() => work(tx)), tx };
      });
      outsideTransaction(() => tx.committed());
      return result as never;
    },
    async read(work) {
      refuseNesting();
      return work(reader);
    },
    async close() {
      await client.end({ timeout: 5 });
    },
  };
}

function passThrough(options: postgres.Sql['options']): void {
  const same = (value: unknown): never => value as never;
  for (const oid of PASS_THROUGH_OIDS) {
    options.parsers[oid] = same;
    options.serializers[oid] = same;
  }
}

function executeOn(client: Pick<postgres.Sql, 'unsafe'>): Execute {
  return async (text, params, mode) => {
    // Named prepared statements: an unnamed one costs a second round trip to learn its parameter types.
    const query = client.unsafe(text, params as never[], { prepare: true });
    return { rows: mode === 'all' ? await query.values() : await query };
  };
}
