import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, describe, expect, it } from 'vitest';
import { databaseProblems } from '../../../src/app/database-problems.ts';
import { systemClock } from '../../../src/clock.ts';
import { databaseCheck } from '../../../src/doctor/checks/database.ts';
import { migrate } from '../../../src/store/migrate.ts';
import { openPostgres } from '../../../src/store/postgres.ts';
import { sessionFailed } from '../../../src/store/session.ts';
import { startTestPostgres } from '../../support/database.ts';

const server = await startTestPostgres();
const name = new URL(server.url).pathname.slice(1);
const admin = postgres(new URL('/postgres', server.url).href, { max: 1, onnotice: () => {} });
afterAll(async () => {
  await admin.end();
  await server.stop();
});

describe('what a connection leads to', () => {
  it.each(['LATIN1', 'SQL_ASCII'])('is refused where it cannot hold every text: %s', async (encoding) => {
    const other = `enc_${encoding.toLowerCase()}`;
    await admin.unsafe(
      `create database ${other} encoding '${encoding}' template template0 lc_collate 'C' lc_ctype 'C'`,
    );
    const db = openPostgres(new URL(`/${other}`, server.url).href, systemClock);
    await expect(migrate(db)).rejects.toMatchObject({ code: 'database.encoding' });
    const [found] = await databaseCheck({ open: async () => db, clock: systemClock }).run();
    expect(JSON.stringify(found)).toContain(encoding);
    await db.close();
  });

  it('is refused where a role stands otherwise in what is relied on, and may not change it', async () => {
    await admin.unsafe(
      `create role limited login password 'x'; alter role limited set session_replication_role = replica`,
    );
    const url = new URL(server.url);
    url.username = 'limited';
    url.password = 'x';
    const db = openPostgres(url.href, systemClock);
    await expect(db.read((reader) => reader.run('select 1', []))).rejects.toMatchObject({
      code: 'database.settings',
      refusal: { why: expect.stringContaining('session_replication_role') },
    });
    await db.close();
  });

  it.each(['57P01', '57P02', '57P03', '53300', '08006'])(
    'is not refused for its settings when the server ends, or is full, while they are made (%s)',
    (code) => {
      const lost = Object.assign(new Error('terminating connection'), { code });
      expect(sessionFailed(lost)).toBe(lost);
    },
  );

  it('is written to again as soon as that is possible, and refused with its reason while it only reads', async () => {
    const db = openPostgres(server.url, systemClock);
    const write = () => db.transact((tx) => tx.orm.execute(sql`create table if not exists written (x int)`));
    await write();
    await admin.unsafe(`alter database ${name} set default_transaction_read_only = on`);
    await admin.unsafe(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
    await expect
      .poll(() => write().catch((error: unknown) => error))
      .toMatchObject({ code: 'database.read-only' });
    await admin.unsafe(`alter database ${name} reset default_transaction_read_only`);
    await write();
    await db.close();
  });

  it('is told as a problem, and not kept, when it came to read only while it was open', async () => {
    const db = openPostgres(server.url, systemClock, { poolSize: 1 });
    expect(await databaseProblems(db)).toEqual([]);
    await db.transact((tx) => tx.orm.execute(sql`set default_transaction_read_only = on`));
    expect(await databaseProblems(db)).toEqual([expect.stringContaining('can only be read')]);
    const write = () => db.transact((tx) => tx.orm.execute(sql`create table if not exists twice (x int)`));
    await expect(write()).rejects.toThrow();
    await write();
    expect(await databaseProblems(db)).toEqual([]);
    await db.close();
  });
});
