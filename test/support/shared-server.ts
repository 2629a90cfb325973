import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { systemClock } from '../../src/clock.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { startPostgresServer } from './postgres-server.ts';

/** Where the processes of the tests find what they copy: the address of an empty, migrated database. */
const TEMPLATE = 'KEYTURN_TEST_TEMPLATE';
/** Nothing on it has to survive a crash: what shows that something does has a server of its own. */
const CARELESS = ['fsync', 'full_page_writes', 'synchronous_commit', 'autovacuum'].flatMap((name) => [
  '-c',
  `${name}=off`,
]);

/** A database for one test, and what deletes it. */
export interface SharedDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/**
 * Runs before all tests, once for each project of them: starts the server that they share, unless TEST_DATABASE_URL names one,
 * and makes there what is copied for each who needs a database.
 * @returns what takes that away; undefined when another project has made it.
 */
export default async function startSharedServer(): Promise<(() => Promise<void>) | undefined> {
  if (process.env[TEMPLATE] !== undefined) return undefined;
  const given = process.env.TEST_DATABASE_URL;
  const server =
    given === undefined ? await startPostgresServer(CARELESS) : { url: given, stop: async () => {} };
  const { url, drop } = await newDatabase(server.url);
  const template = openPostgres(url, systemClock, { poolSize: 1 });
  await migrate(template);
  await template.close();
  process.env[TEMPLATE] = url;
  return async () => {
    await drop();
    await server.stop();
  };
}

/** A migrated database with nothing in it. */
export async function newSharedDatabase(): Promise<SharedDatabase> {
  const template = process.env[TEMPLATE];
  if (template === undefined) throw new Error('these tests were started without the server that they share');
  // Its pages are copied as files: what the log of the server would keep of each is for a crash.
  return newDatabase(template, `template ${new URL(template).pathname.slice(1)} strategy file_copy`);
}

/** @param url of any database of the server, to which nobody is connected when it is the template. */
export async function newDatabase(url: string, how = ''): Promise<SharedDatabase> {
  const name = `keyturn_${randomBytes(6).toString('hex')}`;
  const [own, administration] = [new URL(url), new URL(url)];
  own.pathname = `/${name}`;
  administration.pathname = '/postgres';
  await administer(administration.href, `create database ${name} ${how}`);
  return { url: own.href, drop: () => administer(administration.href, `drop database ${name} with (force)`) };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await client.unsafe(statement);
  } finally {
    await client.end();
  }
}
