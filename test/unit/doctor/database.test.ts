import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import type { Diagnosis } from '../../../src/doctor/check.ts';
import { databaseCheck } from '../../../src/doctor/checks/database.ts';
import type { Database } from '../../../src/store/database.ts';
import { migrate } from '../../../src/store/migrate.ts';
import { openPglite } from '../../../src/store/pglite.ts';
import { openPostgres } from '../../../src/store/postgres.ts';
import { openTestEmbedded, startTestPostgres, type TestPostgres } from '../../support/database.ts';

const check = async (database: Database, clock = systemClock): Promise<readonly Diagnosis[]> =>
  databaseCheck({ open: async () => database, clock }).run();
const says = async (database: Database): Promise<string> =>
  (await check(database)).map((finding) => `${finding.level}: ${finding.says}`).join('\n');

describe('the database check', () => {
  it('is content with the embedded database', async () => {
    const database = await openTestEmbedded();
    expect((await check(database)).map((finding) => finding.level)).toEqual(['ok', 'ok', 'ok']);
    await database.close();
  });

  it('tells that migrations are due', async () => {
    const database = await openPglite(undefined, systemClock);
    expect(await says(database)).toMatch(/warning: \d+ migrations are due/);
    await database.close();
  });

  it('5.12 notices when the triggers that keep the log append-only are gone', async () => {
    const database = await openTestEmbedded();
    await database.transact((tx) => tx.orm.execute(sql`alter table audit_leaf disable trigger append_only`));
    await database.transact((tx) => tx.orm.execute(sql`drop trigger append_only_truncate on audit_entry`));
    expect(await says(database)).toContain('missing or disabled on audit_entry, audit_leaf');
    await database.close();
  });

  it('tells how far the clocks are apart', async () => {
    const database = await openTestEmbedded();
    const behind = { ...systemClock, now: () => new Date(Date.now() - 60_000) };
    const findings = await check(database, behind);
    expect(findings.at(-1)).toMatchObject({
      level: 'warning',
      says: expect.stringContaining('60 s ahead of'),
    });
    await database.close();
  });

  it('tells that it cannot be reached, without the password', async () => {
    const database = openPostgres('postgres://keyturn:hunter2@127.0.0.1:1/keyturn', systemClock);
    const text = await says(database);
    expect(text).toMatch(/problem: The database does not answer/);
    expect(text).not.toContain('hunter2');
    await database.close();
  });
});

describe('the rights on a real Postgres', () => {
  let server: TestPostgres;
  let owner: Database;
  beforeAll(async () => {
    server = await startTestPostgres();
    owner = openPostgres(server.url, systemClock);
    await migrate(owner);
  });
  afterAll(async () => {
    await owner.close();
    await server.stop();
  });

  it('5.12 are too many for a superuser, and right for a role that may only insert', async () => {
    expect(await says(owner)).toContain('is a superuser');
    const name = `limited_${Date.now().toString(36)}`;
    const grants = `create role ${name} login password 'limited';
      grant select, insert on all tables in schema public to ${name}`;
    for (const statement of grants.split(';'))
      await owner.transact((tx) => tx.orm.execute(sql.raw(statement)));
    const url = new URL(server.url);
    url.username = name;
    url.password = 'limited';
    const limited = openPostgres(url.toString(), systemClock);
    expect(await says(limited)).toContain(`ok: The user ${name} has no more rights than it needs.`);
    await owner.transact((tx) => tx.orm.execute(sql.raw(`grant update on audit_entry to ${name}`)));
    expect(await says(limited)).toContain('may change rows of audit_entry');
    await limited.close();
    for (const statement of [`drop owned by ${name}`, `drop role ${name}`])
      await owner.transact((tx) => tx.orm.execute(sql.raw(statement)));
  });
});
