import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import type { Database, Reader, Tx } from '../../../src/store/database.ts';
import { openPostgres } from '../../../src/store/postgres.ts';
import { startTestPostgres, type TestPostgres } from '../../support/database.ts';

let server: TestPostgres;
let db: Database;
/** Not in the pool under test. */
let admin: Database;

beforeAll(async () => {
  server = await startTestPostgres();
  db = openPostgres(server.url, systemClock, { poolSize: 2 });
  admin = openPostgres(server.url, systemClock, { poolSize: 1 });
  await admin.transact((tx) => tx.run('create table written (text text)', []));
});
afterAll(async () => {
  await Promise.all([db.close(), admin.close()]);
  await server.stop();
});

const next = (reader: Reader) => reader.run('select $1::int + 1 as next', [1]);
const write = (tx: Tx, text: string) => tx.run('insert into written values ($1)', [text]);

async function written(): Promise<readonly string[]> {
  const rows = await admin.read((reader) => reader.run('select text from written order by text', []));
  return (rows as { text: string }[]).map(({ text }) => text);
}

async function valueIn(reader: Reader, query: string): Promise<unknown> {
  const [row] = await reader.run(query, []);
  return Object.values(row as object)[0];
}

const openTransactions = () =>
  admin.read((reader) =>
    valueIn(
      reader,
      `select count(*)::int from pg_stat_activity
       where datname = current_database() and state like 'idle in transaction%'`,
    ),
  );

/** Two transactions, each of which waits until it is let go. */
async function holdAll(): Promise<{ letGo(): Promise<unknown> }> {
  const gate = Promise.withResolvers<void>();
  const begun = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const held = begun.map((one) =>
    db.transact(async (tx) => {
      await next(tx);
      one.resolve();
      await gate.promise;
    }),
  );
  await Promise.all(begun.map((one) => one.promise));
  return {
    letGo() {
      gate.resolve();
      return Promise.all(held);
    },
  };
}

describe('a pool under a burst', () => {
  // A client that sends statements ahead lost a transaction that came as the 101st on its connection.
  it.each([99, 100, 101])('begins a transaction that comes behind %i reads', async (reads) => {
    const { letGo } = await holdAll();
    const answers = Array.from({ length: reads }, () => db.read(next));
    await sleep(20);
    const transaction = db.transact(next);
    await sleep(20);
    await letGo();
    expect(await transaction).toEqual([{ next: 2 }]);
    expect(await Promise.all(answers)).toEqual(Array.from({ length: reads }, () => [{ next: 2 }]));
    expect(await openTransactions()).toBe(0);
  });
});

describe('a pool that is closed', () => {
  it('lets what is under way end, and opens nothing more', async () => {
    const closing = openPostgres(server.url, systemClock, { poolSize: 1 });
    const begun = Promise.withResolvers<void>();
    const working = closing.transact(async (tx) => {
      begun.resolve();
      return tx.run('select pg_sleep(0.2)', []);
    });
    const waiting = closing.read(next).catch((error: Error) => error.message);
    await begun.promise;
    await closing.close();
    expect(await working).toHaveLength(1);
    expect(await waiting).toContain('closed');
    await expect(closing.read(next)).rejects.toThrow('closed');
  });
});

describe('a connection that is lost', () => {
  /** Starts a transaction, ends its connection once `work` has begun, and answers what became of it. */
  async function lose(work: (tx: Tx) => Promise<unknown>): Promise<unknown> {
    const begun = Promise.withResolvers<unknown>();
    const outcome = db
      .transact(async (tx) => {
        begun.resolve(await valueIn(tx, 'select pg_backend_pid()'));
        await work(tx);
      })
      .then(
        () => 'committed',
        (error: unknown) => error,
      );
    const pid = await begun.promise;
    await admin.read((reader) => reader.run('select pg_terminate_backend($1::int)', [pid]));
    return outcome;
  }

  it.each<[string, (tx: Tx) => Promise<unknown>]>([
    ['while it waits for an answer', (tx) => tx.run('select pg_sleep(5)', [])],
    ['while nothing is asked of it', (tx) => sleep(200).then(() => write(tx, 'lost'))],
    [
      'and is used on, as if nothing had happened',
      (tx) =>
        next(tx)
          .catch(() => sleep(200))
          .then(() => write(tx, 'lost')),
    ],
  ])('fails its transaction %s, and nothing else', async (_when, work) => {
    expect(await lose(work)).toBeInstanceOf(Error);
    const others = await Promise.all([1, 2, 3, 4].map(() => db.transact(next)));
    expect(others).toHaveLength(4);
    expect(await db.read(next)).toEqual([{ next: 2 }]);
    expect(await written()).toEqual([]);
    expect(await openTransactions()).toBe(0);
  });
});
