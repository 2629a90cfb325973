import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import type { Database, Reader } from '../../../src/store/database.ts';
import { openPostgres } from '../../../src/store/postgres.ts';
import { startTestPostgres, type TestPostgres } from '../../support/database.ts';

const CONNECTIONS = 3;

let server: TestPostgres;
let admin: Database;
let db: Database;
beforeAll(async () => {
  server = await startTestPostgres();
  admin = openPostgres(server.url, systemClock, { poolSize: 1 });
});
afterAll(async () => {
  await admin.close();
  await server.stop();
});
beforeEach(async () => {
  await change('drop table if exists thing');
  await change('create table thing (id int, n int)');
  await change('insert into thing values (1, 7)');
  db = openPostgres(server.url, systemClock, { poolSize: CONNECTIONS });
});
afterEach(() => db.close());

const change = (text: string) => admin.transact((tx) => tx.run(text, []));
const look = (reader: Reader) => reader.run('select n from thing where id = $1', [1]);

/** So many at once that each connection has one. */
function lookEverywhere(): Promise<PromiseSettledResult<readonly unknown[]>[]> {
  return Promise.allSettled(Array.from({ length: CONNECTIONS }, () => db.read(look)));
}

async function answersEverywhere(): Promise<readonly unknown[]> {
  const all = await lookEverywhere();
  return all.map((one) => (one.status === 'fulfilled' ? (one.value[0] as { n: unknown }).n : one.reason));
}

it('answers what a prepared statement asks after the type of a column was changed', async () => {
  expect(await answersEverywhere()).toEqual([7, 7, 7]);
  await change('alter table thing alter n type text');
  expect(await answersEverywhere()).toEqual(['7', '7', '7']);
});

it.each(['deallocate all', 'discard all'])('answers it after `%s` on every session', async (forget) => {
  expect(await answersEverywhere()).toEqual([7, 7, 7]);
  await Promise.all(Array.from({ length: CONNECTIONS }, () => db.read((reader) => reader.run(forget, []))));
  expect(await answersEverywhere()).toEqual([7, 7, 7]);
});

it('carries out the next transaction after one that a changed type has broken', async () => {
  const count = () => db.transact(look);
  await Promise.all(Array.from({ length: CONNECTIONS }, count));
  await change('alter table thing alter n type text');
  await expect(count()).rejects.toThrow('cached plan');
  for (let i = 0; i < CONNECTIONS; i += 1) expect(await count()).toEqual([{ n: '7' }]);
});

it('tells each of two equal statements that are sent together why the server refused it', async () => {
  const refused = (reader: Reader) => reader.run('select $1::int as d from nowhere', [1]);
  const both = await db.read((reader) => Promise.allSettled([refused(reader), refused(reader)]));
  const reasons = both.map((one) => (one.status === 'rejected' ? String(one.reason.message) : 'answered'));
  expect(reasons).toEqual(Array(2).fill('relation "nowhere" does not exist'));
});
