import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { App } from '../../../src/app.ts';
import { doctor } from '../../../src/cli/doctor.ts';
import { migrateDatabase } from '../../../src/cli/migrate.ts';
import { projectRoot } from '../../../src/files/project-root.ts';
import { startTestPostgres, type TestPostgres } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';
import { PLACE, type TemporaryApp, temporaryApp } from './temporary-app.ts';

const ROLE = `keyturn_app_${Date.now().toString(36)}`;
const AUDIT = ['audit_entry', 'audit_leaf', 'audit_subtree', 'audit_checkpoint'];

/** The statements that the guide tells an operator to run, for this database, under a name of our own. */
async function grantsOfTheGuide(database: string): Promise<string> {
  const guide = await readFile(join(projectRoot, 'docs', 'operations.md'), 'utf8');
  const statements = /```sql\n([^`]*create role[^`]*)```/.exec(guide)?.[1];
  if (statements === undefined) throw new Error('docs/operations.md has no statements for the role');
  return statements
    .replaceAll('database keyturn ', `database ${database} `)
    .replaceAll('keyturn_app', ROLE)
    .replaceAll('…', 'secret');
}

describe('the least-privileged role of docs/operations.md', () => {
  let server: TestPostgres;
  let owner: postgres.Sql;
  let limited: postgres.Sql;
  let work: TemporaryApp;
  let app: App;

  beforeAll(async () => {
    server = await startTestPostgres();
    owner = postgres(server.url, { onnotice: () => {} });
    const url = new URL(server.url);
    const asOwner = await temporaryApp({ DATABASE_URL: server.url });
    vi.spyOn(console, 'log').mockImplementation(() => {});
    await migrateDatabase(asOwner.env);
    await asOwner.remove();
    await owner.unsafe(await grantsOfTheGuide(url.pathname.slice(1)));
    url.username = ROLE;
    url.password = 'secret';
    limited = postgres(url.toString(), { onnotice: () => {} });
    work = await temporaryApp({ DATABASE_URL: url.toString() });
    app = await work.open();
    await app.start();
  });
  afterAll(async () => {
    await app?.stop();
    await work?.remove();
    await limited?.end();
    await owner?.unsafe(`drop owned by ${ROLE}; drop role ${ROLE}`);
    await owner?.end();
    await server?.stop();
  });

  it('starts the program, asks, votes, runs and seals the log', async () => {
    const proposed = await app.runs.propose({
      action: 'demo:reset',
      params: {},
      requester: 'ana',
      place: PLACE,
    });
    if (proposed.kind !== 'pending') throw new Error('it should wait for an approval');
    const view = await app.db.read((reader) => app.approvals.get(reader, proposed.requestId));
    const answer = await app.approvals.vote({
      requestId: proposed.requestId,
      voter: 'ben',
      account: { platform: 'console', workspace: 'local', id: 'ben' },
      human: true,
      choice: 'approve',
      digest: view?.digest ?? '',
      via: 'button',
    });
    expect(answer).toMatchObject({ ok: true });
    await eventually(async () => {
      const [run] = await owner`select state from run`;
      expect(run).toMatchObject({ state: 'succeeded' });
      const [waiting] = await owner`select count(*)::int as entries from audit_pending`;
      expect(waiting).toEqual({ entries: 0 });
    });
    const complaints = work.logged.map((line) => JSON.parse(line)).filter((line) => line.level >= 40);
    expect(complaints).toEqual([]);
  });

  it.each(AUDIT)('5.12 cannot change or empty %s', async (table) => {
    const before = await owner.unsafe(`select count(*)::int as rows from ${table}`);
    expect(before[0]?.rows).toBeGreaterThan(table === 'audit_subtree' ? -1 : 0);
    const [column] = await owner`select column_name as name from information_schema.columns
      where table_name = ${table} and is_generated = 'NEVER' and identity_generation is null limit 1`;
    for (const statement of [
      `update ${table} set ${column?.name} = ${column?.name}`,
      `delete from ${table}`,
      `truncate ${table}`,
      `alter table ${table} disable trigger append_only`,
      `drop table ${table}`,
    ]) {
      await expect(limited.unsafe(statement), statement).rejects.toMatchObject({ code: '42501' });
    }
    // Nor the owner, while the triggers stand.
    await expect(owner.unsafe(`truncate ${table} cascade`)).rejects.toThrow('append-only');
  });

  it('is content to the doctor', async () => {
    const print = vi.spyOn(console, 'log').mockImplementation(() => {});
    const before = process.exitCode;
    await doctor(work.env);
    process.exitCode = before;
    expect(print.mock.calls.join('\n')).toContain(`The user ${ROLE} has no more rights than it needs.`);
  });
});
