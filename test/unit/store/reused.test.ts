import { sql } from 'drizzle-orm';
import { afterAll, expect, it } from 'vitest';
import { recordShared } from '../../../src/audit/service.ts';
import { systemClock } from '../../../src/clock.ts';
import type { Database } from '../../../src/store/database.ts';
import { reusedDatabase } from '../../../src/store/reused.ts';
import { rowsOf } from '../../../src/store/rows.ts';

const reused = await reusedDatabase();
afterAll(() => reused.close());

const entries = (db: Database) =>
  db.read((reader) => rowsOf<{ id: string }>(reader, sql`select id::text as id from audit_entry`));
const write = (db: Database) =>
  db.transact(async (tx) =>
    recordShared(tx, {
      ...{ chain: 'config', kind: 'runbooks.loaded', actor: 'service/registry', data: {} },
      at: await tx.now(),
    }),
  );

it('is empty each time that it is opened, with its log, which nobody else can empty', async () => {
  const first = await reused.open(systemClock);
  await write(first);
  expect(await entries(first)).toHaveLength(1);
  await expect(first.transact((tx) => tx.orm.execute(sql`delete from audit_entry`))).rejects.toThrow();
  await first.close();
  const second = await reused.open(systemClock);
  expect(await entries(second)).toEqual([]);
  await write(second);
  expect(await entries(second)).toEqual([{ id: '1' }]);
  await expect(second.transact((tx) => tx.orm.execute(sql`truncate audit_entry`))).rejects.toThrow();
  await second.close();
});

it('refuses whoever had it before', async () => {
  const before = await reused.open(systemClock);
  await before.close();
  const now = await reused.open(systemClock);
  await expect(write(before)).rejects.toThrow('belongs to somebody else');
  await expect(entries(before)).rejects.toThrow('belongs to somebody else');
  expect(await entries(now)).toEqual([]);
  await now.close();
});
