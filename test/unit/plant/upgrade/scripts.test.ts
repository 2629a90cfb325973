import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MULTISIG, PROGRAM } from '../../../../examples/plant/upgrade/src/addresses.ts';
import { hashOf } from '../../../../examples/plant/upgrade/src/chain.ts';
import { projectRoot } from '../../../../src/files/project-root.ts';
import { type Finished, startUpgradePlant, type UpgradePlant } from '../../../support/app/upgrade-process.ts';

const SCRIPTS = join(projectRoot, 'runbooks', 'upgrade', 'scripts');

let folder: string;
let plant: UpgradePlant;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scripts-upgrade-'));
  plant = await startUpgradePlant(folder);
});
afterAll(async () => {
  await plant.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A script of the runbook, as its step runs it in the checkout. */
const script = (name: string, ...argv: readonly string[]): Promise<Finished> =>
  plant.run('bash', join(SCRIPTS, name), ...argv);
/** The same in the folder of the backups. */
const inBackups = (name: string, ...argv: readonly string[]): Promise<Finished> =>
  plant.run('bash', '-c', 'cd backups && exec bash "$@"', 'in', join(SCRIPTS, name), ...argv);
const json = ({ stdout }: Finished): unknown => JSON.parse(stdout);
const psql = async (database: string, query: string): Promise<string> =>
  (await plant.run('psql', '-XAtd', database, '-c', query)).stdout.trim();

describe('scripts of the upgrade runbook, against its plant', () => {
  it('tell who may upgrade a program, what it holds, and that there is none', async () => {
    expect((await script('authority.sh', PROGRAM)).stdout.trim()).toBe(MULTISIG);
    expect((await script('authority.sh', MULTISIG)).stdout.trim()).toBe('none');
    const { stdout } = await script('onchain-hash.sh', PROGRAM);
    expect(stdout.trim()).toBe(hashOf(plant.state().program.code));
    expect((await script('onchain-hash.sh', MULTISIG)).code).not.toBe(0);
    plant.fault('rpc-down');
    expect((await script('authority.sh', PROGRAM)).code).toBe(2);
    plant.fault('rpc-down', false);
  });

  it('read the end of a timelock as a date and as seconds, and hold back until it is over', async () => {
    await plant.run('anchor', 'build', '--verifiable');
    const buffer = /Address: (\S+)/.exec((await plant.run('deploy_buffer.sh')).stdout)?.[1] ?? '';
    const id =
      /ID: (\S+)/.exec((await plant.run('propose_upgrade.sh', buffer, 'a description')).stdout)?.[1] ?? '';
    expect((await script('timelock-over.sh', plant.api, id, '60')).code).toBe(2);
    for (const member of [1, 2, 3]) await plant.sign(member, id);
    const date = json(await script('timelock.sh', plant.api, id));
    expect(date).toMatchObject({ status: 'approved', hours: 48 });
    plant.fault('timelock-epoch');
    expect(json(await script('timelock.sh', plant.api, id))).toMatchObject({ status: 'approved' });
    plant.fault('timelock-epoch', false);
    const early = await script('timelock-over.sh', plant.api, id, '60');
    expect(early.code).toBe(1);
    expect(early.stdout).toContain('hours left: 48');
    plant.advance(49 * 3_600_000);
    expect((await script('timelock-over.sh', plant.api, id, '60')).code).toBe(0);
  });

  it('list each account of the program once, and see what is wrong with a list', async () => {
    const { rpc = '' } = plant.settings.vars;
    plant.fault('accounts-twice');
    expect((await script('accounts.sh', rpc, PROGRAM, '[]')).stdout.trim()).toBe('accounts: 240');
    plant.fault('accounts-twice', false);
    expect(json(await script('look-at-list.sh', 'accounts.txt'))).toEqual({
      accounts: 240,
      twice: 0,
      strange: 0,
    });
    const [first = ''] = readFileSync(join(plant.checkout, 'accounts.txt'), 'utf8').split('\n');
    writeFileSync(join(plant.checkout, 'odd.txt'), `${first}\n${first}\nnobody\n`);
    expect(json(await script('look-at-list.sh', 'odd.txt'))).toEqual({ accounts: 3, twice: 1, strange: 1 });
    expect((await script('look-at-list.sh', 'none.txt')).code).toBe(1);
    expect((await script('failed-accounts.sh')).stdout.trim()).toBe('accounts: 0');
  });

  it('keep program and database, list what is whole, and find what was changed since', async () => {
    expect(json(await script('backup-program.sh', PROGRAM))).toMatchObject({ same_as_build: false });
    const { file } = json(await script('backup-database.sh')) as { file: string };
    expect(json(await inBackups('backup-age.sh'))).toEqual({ program: 0, database: 0 });
    expect((await inBackups('list-backups.sh', 'program')).stdout).toContain('program_v1.so\n');
    expect((await inBackups('list-backups.sh', 'db')).stdout.trim()).toBe(file);
    expect((await inBackups('verify-backup.sh', file)).code).toBe(0);
    writeFileSync(join(plant.checkout, 'backups', 'program_v1.so'), 'something else');
    expect((await inBackups('verify-backup.sh', 'program_v1.so')).code).not.toBe(0);
    expect((await inBackups('list-backups.sh', 'program')).stdout).not.toContain('program_v1.so');
  });

  it('delete exactly the old backups that were listed, never the newest seven and never a tagged version', async () => {
    const listed = json(await inBackups('expired-backups.sh')) as { count: number; files: string };
    expect(listed.count).toBe(3);
    expect(listed.files).not.toContain('program_v1.so');
    expect((await inBackups('prune-backups.sh', 'gone', listed.files)).code).toBe(1);
    expect((await inBackups('prune-backups.sh', 'delete', 'program_v1.so.none')).code).toBe(0);
    const young = (await inBackups('list-backups.sh', 'db')).stdout.trim();
    expect((await inBackups('prune-backups.sh', 'delete', young)).code).toBe(1);
    expect((await inBackups('prune-backups.sh', 'delete', listed.files)).code).toBe(0);
    expect((await inBackups('prune-backups.sh', 'gone', listed.files)).code).toBe(0);
    expect(json(await inBackups('expired-backups.sh'))).toEqual({ count: 0, files: '' });
  });

  it('restore a database beside the present one, and exchange them once', async () => {
    const [backup = ''] = (await inBackups('list-backups.sh', 'db')).stdout.split('\n');
    expect(json(await inBackups('rehearse-restore.sh'))).toMatchObject({ tables: 2 });
    await psql(
      'upgrade_manager',
      "insert into migration_jobs values ('late', 'p', 'completed', 0, now(), now())",
    );
    expect(json(await inBackups('restore-database.sh', backup, 'upgrade_manager_restored'))).toMatchObject({
      tables: 2,
    });
    expect(await script('exchange-databases.sh')).toMatchObject({ code: 0, stderr: '' });
    expect(await psql('upgrade_manager', "select count(*) from migration_jobs where id = 'late'")).toBe('0');
    // The role that may only look may look here, too.
    expect(
      await psql(
        'upgrade_manager',
        "select has_table_privilege('upgrade_read', 'account_migrations', 'select')",
      ),
    ).toBe('t');
    expect((await script('exchange-databases.sh')).code).toBe(0);
    const names = await psql(
      'postgres',
      "select count(*) from pg_database where datname like 'upgrade_manager_2%'",
    );
    expect(names).toBe('1');
  });

  it('see whether a key file is there for its owner alone, and never read it', async () => {
    expect((await script('key-file.sh', '--of', 'backend/.env')).code).toBe(0);
    const open = join(folder, 'open.json');
    writeFileSync(open, '[]', { mode: 0o644 });
    expect((await script('key-file.sh', open)).stderr).toContain('set its mode to 600');
    expect((await script('key-file.sh', '/none.json')).code).toBe(1);
  });

  it('keep what was built before it is cleaned, and say how full the disks are', async () => {
    expect((await script('keep-build.sh')).stdout).toContain('backups/build_');
    expect(json(await script('disk.sh', plant.checkout))).toMatchObject({ percent: expect.any(Number) });
  });
});
