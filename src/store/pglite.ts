import { PGlite, types } from '@electric-sql/pglite';
import type { Clock } from '../clock.ts';
import type { Database, Execute } from './database.ts';
import { createReader, createTx, markTransaction, outsideTransaction, refuseNesting } from './handle.ts';

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
      const { result, tx } = await client.transaction(async (inner) => {
        const tx = createTx(executeOn(inner as unknown as Runner), clock);
        return { result: await markTransaction(() => work(tx)), tx };
      });
      outsideTransaction(() => tx.committed());
      return result;
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
