import { systemClock } from '../src/clock.ts';
import type { Database } from '../src/store/database.ts';
import { migrate } from '../src/store/migrate.ts';
import { openPostgres, type PoolOptions } from '../src/store/postgres.ts';
import { startTestPostgres, type TestPostgres } from '../test/support/database.ts';

/** A real Postgres with a migrated database, and as many handles on it as wanted. */
export interface BenchServer {
  readonly url: string;
  open(options?: PoolOptions): Database;
  stop(): Promise<void>;
}

export async function startBenchServer(): Promise<BenchServer> {
  const server: TestPostgres = await startTestPostgres();
  const opened: Database[] = [];
  const open = (options?: PoolOptions): Database => {
    const database = openPostgres(server.url, systemClock, options);
    opened.push(database);
    return database;
  };
  await migrate(open());
  return {
    url: server.url,
    open,
    async stop() {
      await Promise.all(opened.map((database) => database.close()));
      await server.stop();
    },
  };
}
