import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startUpgradeWorld, type UpgradeWorld } from '../../support/app/upgrade.ts';

const because = (action: string) => ({ _reason: 'Rows are lost', _confirmation: action });
const TWO = ['ben', 'chen'];
const RESTORE = 'Restore the database';

describe('a database that is restored', () => {
  let world: UpgradeWorld;
  let backup = '';
  beforeAll(async () => {
    world = await startUpgradeWorld();
  });
  afterAll(() => world.close());

  const psql = async (database: string, query: string): Promise<string> =>
    (await world.plant.run('psql', '-XAtd', database, '-c', query)).stdout.trim();

  it('was kept beside the program, found to be whole, and rehearsed', async () => {
    await world.ran('program/show', 'Show the program on chain');
    await world.ran('backup/program', 'Back up the program');
    await world.ran('backup/database', 'Back up the database');
    await world.ran('backup/check', 'Check the backups');
    await world.ran('backup/rehearse', 'Rehearse a restore');
    const { text } = await world.ran('backup/list-databases', 'List the backups of the database');
    backup = /db_\w+\.sql/.exec(text)?.[0] ?? '';
    expect(await psql('postgres', "select count(*) from pg_database where datname ~ 'rehearsal'")).toBe('0');
  });

  it('comes back as it was kept, and what was in its place is kept under another name', async () => {
    await psql(
      'upgrade_manager',
      "insert into migration_jobs values ('late', 'p', 'completed', 0, now(), now())",
    );
    await world.carriedOut('database/restore', RESTORE, {
      form: { backup, ...because('database/restore') },
      approvers: TWO,
    });
    expect(await psql('upgrade_manager', 'select count(*) from migration_jobs')).toBe('0');
    const kept = await psql(
      'postgres',
      "select datname from pg_database where datname ~ '^upgrade_manager_2'",
    );
    expect(await psql(kept, 'select id from migration_jobs')).toBe('late');
    await world.ran('service/health', 'Health of the service');
  });

  it('is not restored from a backup that was changed since it was kept', async () => {
    const path = join(world.plant.checkout, 'backups', backup);
    const kept = await readFile(path, 'utf8');
    await writeFile(path, `${kept}drop table migration_jobs;\n`);
    await world.ran('backup/check', 'Check the backups', { ended: 'Failed after' });
    await world.failed('database/restore', RESTORE, {
      ended: 'Its checksum is right',
      form: { backup, ...because('database/restore') },
      approvers: TWO,
    });
    await writeFile(path, kept);
    await world.ran('backup/database', 'Back up the database');
    expect(await readFile(path, 'utf8')).toBe(kept);
  });

  it('has old backups beside it deleted exactly as they were listed', async () => {
    await world.ran('backup/check', 'Check the backups');
    const { text } = await world.ran('backup/expired', 'List the backups that are too old');
    const files = /files: (.+)/.exec(text)?.[1]?.replaceAll('"', '').trim() ?? '';
    await world.carriedOut('backup/prune', 'Delete the backups that are too old', {
      form: { files, _confirmation: 'backup/prune' },
    });
    const left = await readdir(join(world.plant.checkout, 'backups'));
    expect(left).toContain('program_v1.so');
    expect(files.split(' ').filter((name) => left.includes(name))).toEqual([]);
    expect(files.split(' ')).toHaveLength(3);
  });

  it('leaves a log that verifies', async () => {
    expect((await world.app.verify()).findings).toEqual([]);
  });
});
