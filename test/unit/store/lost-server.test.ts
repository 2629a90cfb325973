import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import type { Database, Reader } from '../../../src/store/database.ts';
import { LIMITS, type Limits } from '../../../src/store/limits.ts';
import { openPostgres } from '../../../src/store/postgres.ts';
import { openConnection } from '../../../src/store/postgres-connection.ts';
import { inTransaction } from '../../../src/store/postgres-transaction.ts';
import { startTestPostgres, type TestPostgres } from '../../support/database.ts';
import { type Network, openNetwork } from '../../support/fault/network.ts';

/** Those of the program, so much shorter that a test can wait for them. */
const SHORT: Limits = {
  ...LIMITS,
  connectMs: 600,
  statementMs: 800,
  callMs: 1_000,
  transactionMs: 1_500,
  waitMs: 1_500,
};
/** What a busy machine may add. */
const SLACK_MS = 2_000;

let server: TestPostgres;
let admin: Database;
let network: Network;
let db: Database;
beforeAll(async () => {
  server = await startTestPostgres();
  admin = openPostgres(server.url, systemClock, { poolSize: 1 });
  await admin.transact((tx) => tx.run('create table written (text text)', []));
});
afterAll(async () => {
  await admin.close();
  await server.stop();
});
beforeEach(async () => {
  network = await openNetwork(server.url);
  db = openPostgres(network.url, systemClock, { poolSize: 2, limits: SHORT });
});
afterEach(async () => {
  network.thaw();
  await db.close();
  await network.close();
});

const one = (reader: Reader) => reader.run('select 1 as one', []);

/** How a call ended, and after how long. */
async function outcome(call: Promise<unknown>): Promise<{ readonly failed: boolean; readonly ms: number }> {
  const startedAt = performance.now();
  const failed = await call.then(
    () => false,
    () => true,
  );
  return { failed, ms: performance.now() - startedAt };
}

describe('a connection that is cut', () => {
  it('inside a transaction rejects all that is in flight on it at once, and what follows', async () => {
    const begun = Promise.withResolvers<void>();
    const later: { readonly failed: boolean; readonly ms: number }[] = [];
    const all = outcome(
      db.transact(async (tx) => {
        await one(tx);
        const flying = Array.from({ length: 5 }, () => outcome(tx.run('select pg_sleep(5)', [])));
        begun.resolve();
        later.push(...(await Promise.all(flying)), await outcome(one(tx)));
      }),
    );
    await begun.promise;
    await sleep(100);
    const cutAt = performance.now();
    network.cut();
    expect((await all).failed).toBe(true);
    // Well before any limit.
    expect(performance.now() - cutAt).toBeLessThan(SHORT.statementMs / 2);
    expect(later.map(({ failed }) => failed)).toEqual(Array.from({ length: 6 }, () => true));
    expect(await db.read(one)).toEqual([{ one: 1 }]);
  });
});

describe('a server that is frozen', () => {
  it.each<[string, () => Promise<unknown>, number]>([
    ['a statement on an open connection', () => db.read(one), SHORT.callMs],
    ['a transaction', () => db.transact(one), SHORT.transactionMs + SHORT.callMs],
    [
      'more calls than there are connections',
      () => Promise.all(Array.from({ length: 6 }, () => db.read(one))),
      SHORT.waitMs + SHORT.callMs,
    ],
  ])('lets %s end within its limits', async (_what, call, limitMs) => {
    await Promise.all([db.read(one), db.read(one)]);
    network.freeze();
    const { failed, ms } = await outcome(call());
    expect(failed).toBe(true);
    expect(ms).toBeLessThan(limitMs + SLACK_MS);
    network.thaw();
    expect(await db.read(one)).toEqual([{ one: 1 }]);
  });

  it('lets a new connection end within the time to connect, and is closed within its own', async () => {
    network.freeze();
    const { failed, ms } = await outcome(db.read(one));
    expect(failed).toBe(true);
    expect(ms).toBeLessThan(SHORT.connectMs + SHORT.callMs + SLACK_MS);
    expect((await outcome(db.close())).ms).toBeLessThan(5_000 + SLACK_MS);
  });
});

describe('a commit', () => {
  it('that the server answers with a rollback is an error', async () => {
    const connection = await openConnection(server.url, SHORT);
    const work = inTransaction(connection, async (send) => {
      await send(`insert into written values ('never')`, [], 'execute');
      // Nobody looks at this one.
      void send('select 1 / 0', [], 'execute').catch(() => undefined);
      return { result: undefined, written: Promise.resolve(), committed: () => {} };
    });
    await expect(work).rejects.toThrow('nothing was committed');
    await connection.end();
    expect(await admin.read((reader) => reader.run('select * from written', []))).toEqual([]);
  });
});

describe('settings of the role', () => {
  it('do not change how values are read, what a transaction sees and how long it may wait', async () => {
    const role = `odd_${Date.now()}`;
    await admin.transact((tx) => tx.run(`create role ${role} superuser login password 'odd'`, []));
    const odd: Readonly<Record<string, string>> = {
      datestyle: `'SQL, DMY'`,
      intervalstyle: `'sql_standard'`,
      timezone: `'Asia/Kathmandu'`,
      bytea_output: `'escape'`,
      extra_float_digits: '-5',
      transform_null_equals: 'on',
      default_transaction_isolation: `'serializable'`,
      session_replication_role: `'replica'`,
      statement_timeout: '2',
      lock_timeout: '2',
      synchronous_commit: 'off',
    };
    for (const [name, value] of Object.entries(odd))
      await admin.transact((tx) => tx.run(`alter role ${role} set ${name} = ${value}`, []));
    const url = new URL(server.url);
    [url.username, url.password] = [role, 'odd'];
    const theirs = openPostgres(url.href, systemClock, { poolSize: 1 });
    const ours = openPostgres(server.url, systemClock, { poolSize: 1 });
    try {
      const look = (tx: Reader) =>
        tx.run(
          `select timestamptz '2026-02-03 04:05:06.789+00' as at, interval '1 day 2 hours' as span, '\\x01ff'::bytea as bytes,
             0.1::float8 + 0.2::float8 as sum, current_setting('transaction_isolation') as sees,
             current_setting('session_replication_role') as triggers, current_setting('statement_timeout') as limits,
             current_setting('lock_timeout') as waits, current_setting('synchronous_commit') as durable,
             (null = null) is null as nothing_equals_null`,
          [],
        );
      expect(await theirs.transact(look)).toEqual(await ours.transact(look));
    } finally {
      await Promise.all([theirs.close(), ours.close()]);
      await admin.transact((tx) => tx.run(`drop role ${role}`, []));
    }
  });

  it('do not cut off the very statement that changes them, however little time they leave', async () => {
    const role = `hasty_${Date.now()}`;
    await admin.transact((tx) => tx.run(`create role ${role} superuser login password 'hasty'`, []));
    await admin.transact((tx) => tx.run(`alter role ${role} set statement_timeout = 2`, []));
    const url = new URL(server.url);
    [url.username, url.password] = [role, 'hasty'];
    try {
      // The first time, the server takes longer over it than the role allows.
      const slow = await slowToSet(url.port);
      url.port = String(slow.port);
      const connection = await openConnection(url.href, LIMITS);
      const [limit] = (await connection.send('show statement_timeout', [], 'execute')).rows;
      await connection.end();
      slow.close();
      expect(limit).toEqual({ statement_timeout: `${LIMITS.statementMs / 1_000}s` });
    } finally {
      await admin.transact((tx) => tx.run(`drop role ${role}`, []));
    }
  });
});

/** A way to the server on which the first `set` of a limit becomes a sleep, and what is sent with it is not understood either. */
async function slowToSet(port: string): Promise<{ readonly port: number; readonly close: () => void }> {
  let isFirst = true;
  const way = createServer((near) => {
    const far = connect(Number(port), '127.0.0.1');
    near.on('data', (data) => {
      const at = isFirst ? data.indexOf('set statement_timeout = ') : -1;
      const end = data.indexOf(0, at);
      if (at >= 0) {
        isFirst = false;
        data.fill(' ', at, end).write('select pg_sleep(2)', at);
        const next = data.indexOf('with wanted ');
        if (next >= 0) data.write('with vvanted', next);
      }
      far.write(data);
    });
    far.pipe(near);
    for (const one of [near, far]) one.on('error', () => [near, far].map((both) => both.destroy()));
    near.on('close', () => far.destroy());
  });
  await once(way.listen(0, '127.0.0.1'), 'listening');
  return { port: (way.address() as AddressInfo).port, close: () => way.close() };
}
