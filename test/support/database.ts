import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { type Clock, systemClock } from '../../src/clock.ts';
import type { Database } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { embeddedOn } from '../../src/store/pglite.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { emptyEmbedded } from './embedded-template.ts';
import { startPostgresServer } from './postgres-server.ts';

/** A migrated embedded database that lives in memory. */
export async function openTestDatabase(clock: Clock = systemClock): Promise<Database> {
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

async function administer(url: string, statement: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => {} });
  await client.unsafe(statement);
  await client.end();
}
