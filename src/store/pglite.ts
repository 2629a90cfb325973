import { PGlite, types } from '@electric-sql/pglite';
import type { Clock } from '../clock.ts';
import type { Database, Execute } from './database.ts';
import { createReader, doWork, refuseNesting } from './handle.ts';

type Runner = Pick<PGlite, 'query' | 'exec'>;

// Drizzle's columns convert timestamps themselves; the driver must hand over the text as it came.
const asText = (value: string): string => value;
const parsers = { [types.TIMESTAMP]: asText, [types.TIMESTAMPTZ]: asText, [types.DATE]: asText };

/**
 * The embedded database: real Postgres in WebAssembly with a single connection.
 * @param dataDir a folder, or undefined for a database that lives in memory only.
 */
export async function openPglite(
  dataDir: string | undefined,
  clock: Clock,
): Promise<Database & { readonly client: PGlite }> {
  const client = await PGlite.create(dataDir === undefined ? {} : { dataDir });
  const reader = createReader(executeOn(client), clock);
  return {
    engine: 'pglite',
    client,
    async transact(work) {
      refuseNesting();
      const done = await client.transaction((inner) =>
        doWork(executeOn(inner as unknown as Runner), clock, work),
      );
      done.committed();
      return done.result;
    },
    async read(work) {
      refuseNesting();
      return work(reader);
    },
    async close() {
      await client.close();
    },
  };
}

function executeOn(runner: Runner): Execute {
  return async (text, params, mode) => {
    const result = await runner.query(text, params, {
      rowMode: mode === 'all' ? 'array' : 'object',
      parsers,
    });
    return { rows: result.rows };
  };
}
