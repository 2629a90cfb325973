import { type Clock, systemClock } from '../../src/clock.ts';
import type { Database } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { embeddedOn } from '../../src/store/pglite.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { emptyEmbedded } from './embedded-template.ts';
import { startPostgresServer } from './postgres-server.ts';
import { newDatabase, newSharedDatabase } from './shared-server.ts';

/**
 * A migrated database with nothing in it, on the server that all tests share, by one connection as the embedded one has: a
 * statement takes a tenth of what it takes there. Closing it deletes it.
 * @param poolSize of its connections: more than one where transactions are to meet
 */
export async function openTestDatabase(clock: Clock = systemClock, poolSize = 1): Promise<Database> {
  const { url, drop } = await newSharedDatabase();
  const database = openPostgres(url, clock, { poolSize });
  return {
    ...database,
    async close() {
      await database.close();
      await drop();
    },
  };
}

/** A migrated embedded database that lives in memory, for what must hold on both engines. */
export async function openTestEmbedded(clock: Clock = systemClock): Promise<Database> {
  return embeddedOn(await emptyEmbedded(), clock);
}

export interface TestPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * A fresh, empty database on a real Postgres: on the server that TEST_DATABASE_URL names, or else on one that
 * is started here and deleted by `stop`.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  const given = process.env.TEST_DATABASE_URL;
  const server = given === undefined ? await startPostgresServer() : { url: given, stop: async () => {} };
  const { url, drop } = await newDatabase(server.url);
  return {
    url,
    async stop() {
      await drop();
      await server.stop();
    },
  };
}

/** A migrated database on a real Postgres; closing it stops the server that was started for it. */
export async function openTestPostgres(clock: Clock = systemClock): Promise<Database> {
  const server = await startTestPostgres();
  const database = openPostgres(server.url, clock);
  await migrate(database);
  return {
    ...database,
    async close() {
      await database.close();
      await server.stop();
    },
  };
}
