import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { authenticated, authorityOf } from '../src/audit/authority.ts';
import type { Signer } from '../src/audit/note.ts';
import { loadSigner } from '../src/audit/signing-key.ts';
import { systemClock } from '../src/clock.ts';
import type { Database } from '../src/store/database.ts';
import { migrate } from '../src/store/migrate.ts';
import { openPostgres, type PoolOptions } from '../src/store/postgres.ts';
import { startTestPostgres, type TestPostgres } from '../test/support/database.ts';

/** A real Postgres with a migrated database whose log has a key, and as many handles on it as wanted. */
export interface BenchServer {
  readonly url: string;
  /** Where the key of its log is. */
  readonly home: string;
  readonly signer: Signer;
  open(options?: PoolOptions): Database;
  stop(): Promise<void>;
}

export async function startBenchServer(): Promise<BenchServer> {
  const server: TestPostgres = await startTestPostgres();
  const home = await mkdtemp(join(tmpdir(), 'keyturn-bench-'));
  const signer = await loadSigner({ home, given: undefined, origin: 'bench', environment: 'bench' });
  const authority = authorityOf(signer);
  const opened: Database[] = [];
  const open = (options?: PoolOptions): Database => {
    const database = authenticated(openPostgres(server.url, systemClock, options), authority);
    opened.push(database);
    return database;
  };
  await migrate(open());
  return {
    url: server.url,
    home,
    signer,
    open,
    async stop() {
      await Promise.all(opened.map((database) => database.close()));
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
