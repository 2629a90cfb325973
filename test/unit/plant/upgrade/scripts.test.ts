import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MEMBERS, MULTISIG, PROGRAM } from '../../../../examples/plant/upgrade/src/addresses.ts';
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
/** A script beside another program of that name, which says what it is given. */
const besideProgram = (
  program: string,
  says: string,
  ...[name = '', ...argv]: readonly string[]
): Promise<Finished> => {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, program), `#!/bin/sh\n${says}\n`);
  chmodSync(join(bin, program), 0o755);
  return plant.run(
    'bash',
    '-c',
    `PATH="${bin}:$PATH" exec bash "$@"`,
    'beside',
    join(SCRIPTS, name),
    ...argv,
  );
};
/** The cluster of the plant, which no host is configured for. */
const rpc = () => plant.settings.vars.rpc ?? '';
const json = ({ stdout }: Finished): unknown => JSON.parse(stdout);
/** Names of the backups of a sort, as a list offers them. */
async function listed(sort: 'program' | 'db'): Promise<readonly string[]> {
  const { backups } = json(await inBackups('list-backups.sh', sort)) as {
    backups: readonly { readonly value: string; readonly label: string }[];
  };
  return backups.map(({ value }) => value);
}
const psql = async (database: string, query: string): Promise<string> =>
  (await plant.run('psql', '-XAtd', database, '-c', query)).stdout.trim();

async function proposed(): Promise<string> {
  await plant.run('anchor', 'build', '--verifiable');
  const buffer = /Address: (\S+)/.exec((await plant.run('deploy_buffer.sh')).stdout)?.[1] ?? '';
  return /ID: (\S+)/.exec((await plant.run('propose_upgrade.sh', buffer, 'a description')).stdout)?.[1] ?? '';
}

describe('scripts of the upgrade runbook, against its plant', () => {
  it('tell who may upgrade a program, what it holds, and that there is none', async () => {
    expect((await script('authority.sh', PROGRAM, rpc())).stdout.trim()).toBe(MULTISIG);
    expect((await script('authority.sh', MULTISIG, rpc())).stdout.trim()).toBe('none');
    const { stdout } = await script('onchain-hash.sh', PROGRAM, rpc());
    expect(stdout.trim()).toBe(hashOf(plant.state().program.code));
    expect((await script('onchain-hash.sh', MULTISIG, rpc())).code).not.toBe(0);
    plant.fault('rpc-down');
    expect((await script('authority.sh', PROGRAM, rpc())).code).toBe(2);
    plant.fault('rpc-down', false);
  });

  it('tell a program that nobody may upgrade any more from one that is not there', async () => {
    const says = (json: string) => besideProgram('solana', `echo '${json}'`, 'authority.sh', PROGRAM, rpc());
    expect((await says('{"authority":"none"}')).stdout).toBe('immutable\n');
    expect((await says('{"authority":null}')).code).not.toBe(0);
  });

  it('give a program one checksum, whatever room it has on chain, and know the one that another tool gave it', async () => {
    const code = Buffer.concat([Buffer.from('\x7fELF'), Buffer.alloc(9)]);
    const [program, account, other] = ['program.so', 'account.so', 'other.so'].map((name) =>
      join(folder, name),
    );
    writeFileSync(program ?? '', code);
    writeFileSync(account ?? '', Buffer.concat([code, Buffer.alloc(100)]));
    writeFileSync(other ?? '', Buffer.concat([code, Buffer.from([1])]));
    const hash = async (...argv: readonly string[]) =>
      (await plant.run('node', join(SCRIPTS, 'program-hash.mjs'), ...argv)).stdout.trim();
    const whole = createHash('sha256').update(code).digest('hex');
    const bare = createHash('sha256').update('\x7fELF').digest('hex');
    expect(await hash(account ?? '')).toBe(bare);
    expect(await hash(program ?? '')).toBe(bare);
    expect(await hash(account ?? '', whole)).toBe(whole);
    expect(await hash(other ?? '', whole)).not.toBe(whole);
    const dump = `cp "${account}" "$4"`;
    const onChain = await besideProgram('solana', dump, 'onchain-hash.sh', PROGRAM, rpc());
    expect(onChain).toMatchObject({ code: 0, stdout: `${bare}\n` });
  });

  it('call no errors what a host without a journal, or without the right to read it, does not show', async () => {
    const journal = (says: string) => besideProgram('journalctl', says, 'errors.sh');
    expect((await journal('echo fine')).code).toBe(0);
    expect((await journal('echo ERROR one')).code).toBe(3);
    for (const said of [
      'No journal files were found.',
      'Hint: You are currently not seeing messages from other users',
    ])
      expect(await journal(`echo "-- No entries --"; echo "${said}" >&2`)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(said) as string,
      });
    expect((await journal('exit 1')).code).toBe(2);
  });

  it('read the end of a timelock as a date and as seconds, and hold back until it is over', async () => {
    const id = await proposed();
    const over = (...keys: readonly string[]) =>
      script('timelock-over.sh', plant.api, id, '60', rpc(), '3', ...keys);
    expect((await over()).code).toBe(2);
    for (const member of [1, 2, 3]) await plant.sign(member, id);
    const date = json(await script('timelock.sh', plant.api, id, rpc()));
    expect(date).toMatchObject({ status: 'approved', hours: 48 });
    plant.fault('timelock-epoch');
    expect(json(await script('timelock.sh', plant.api, id, rpc()))).toMatchObject({ status: 'approved' });
    plant.fault('timelock-epoch', false);
    const early = await over();
    expect(early.code).toBe(1);
    expect(early.stdout).toContain('hours left: 48');
    plant.advance(49 * 3_600_000);
    expect((await over()).code).toBe(0);
    const revoked = await over(MEMBERS[0]?.pubkey ?? '');
    expect(revoked).toMatchObject({ code: 1, stdout: expect.stringContaining('signatures: 2') as string });
  });

  it('count the open proposals of a buffer, and name the one that is left', async () => {
    const id = await proposed();
    const buffer = plant.state().proposals.at(-1)?.buffer ?? '';
    const told = async () => json(await script('proposals-of.sh', plant.api, buffer));
    expect(await told()).toEqual({ count: 1, proposal: id });
    await plant.run('propose_upgrade.sh', buffer, 'the same again');
    expect(await told()).toMatchObject({ count: 2 });
    await plant.run('rollback.sh', plant.state().proposals.at(-1)?.id ?? '', 'once is enough');
    expect(await told()).toEqual({ count: 1, proposal: id });
    await plant.run('rollback.sh', id, 'a bug');
    expect(await told()).toEqual({ count: 0, proposal: null });
    expect((await script('proposals-of.sh', 'http://127.0.0.1:9', buffer)).code).not.toBe(0);
  });

  it('count who signed, without a compromised key, and do not wait for a proposal that was cancelled', async () => {
    const id = await proposed();
    for (const member of [1, 3]) await plant.sign(member, id);
    const stolen = MEMBERS[2]?.pubkey ?? '';
    expect(await script('signatures.sh', plant.api, id, '2')).toMatchObject({
      code: 0,
      stdout: 'signatures: 2\nstate: pending\n',
    });
    expect(await script('signatures.sh', plant.api, id, '2', `${PROGRAM} ${stolen}`)).toMatchObject({
      code: 1,
      stdout: 'signatures: 1\nstate: pending\n',
    });
    expect(json(await script('timelock.sh', plant.api, id, rpc(), stolen))).toMatchObject({ signatures: 1 });
    // Who was replaced since has signed all the same.
    const members = MEMBERS.slice(0, 2).map(({ pubkey }) => pubkey);
    const counted = await script('signatures.sh', plant.api, id, '2', '', members.join(' '), '3');
    expect(counted).toMatchObject({ code: 1, stdout: 'signatures: 1\nstate: pending\n' });
    const lower = await script('signatures.sh', plant.api, id, '2', '', '', '2');
    expect(lower).toMatchObject({ code: 2, stderr: expect.stringContaining('needs 3 signatures') as string });
    await plant.run('rollback.sh', id, 'a bug');
    expect((await script('signatures.sh', plant.api, id, '2')).code).toBe(3);
    expect((await script('signatures.sh', plant.api, 'upg-none', '2')).code).toBe(2);
  });

  it('keep what runs under its version, which a list shows newest first and pruning leaves alone', async () => {
    const kept = await script('keep-version.sh', PROGRAM, rpc());
    const name = /^kept: (program_v1\.0\.0_[0-9a-f]{12}\.so)$/m.exec(kept.stdout)?.[1] ?? kept.stderr;
    expect((await listed('program'))[0]).toBe(name);
    expect((await script('keep-version.sh', PROGRAM, rpc())).stdout).toContain(name);
    const past = new Date(Date.now() - 90 * 86_400_000);
    utimesSync(join(plant.checkout, 'backups', name), past, past);
    expect((await listed('program')).at(-1)).toBe(name);
    expect((await inBackups('expired-backups.sh')).stdout).not.toContain(name);
  });

  it('know of which commit the binary was built, and that it is another one since', async () => {
    await plant.run('anchor', 'build', '--verifiable');
    expect((await script('built-from.sh', 'show', 'commit')).stderr).toContain('build/verifiable');
    const head = (await plant.run('git', 'rev-parse', 'HEAD')).stdout.trim();
    expect((await script('built-from.sh', 'note', 'commit')).stdout).toBe(`commit: ${head}\n`);
    writeFileSync(join(plant.checkout, 'target/deploy/program_upgrade_system.so'), 'another one');
    expect((await script('built-from.sh', 'show', 'commit')).stderr).toContain('built anew');
  });

  it('list each account of the program once, and see what is wrong with a list', async () => {
    plant.fault('accounts-twice');
    expect((await script('accounts.sh', rpc(), PROGRAM, '[]')).stdout.trim()).toBe('accounts: 240');
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

  it('compare what runs with what a proposal held, as its service counted it', async () => {
    const id = await proposed();
    const { hash } = plant.state().proposals.find((one) => one.id === id) ?? { hash: '' };
    const { buffers } = plant.state();
    const code =
      Object.values(buffers)
        .map((one) => one.code)
        .find((one) => hashOf(one) === hash) ?? '';
    const file = join(folder, 'dumped.so');
    writeFileSync(file, Buffer.concat([Buffer.from(code), Buffer.alloc(7)]));
    const of = `${plant.api}/proposals/${id}`;
    const same = await besideProgram('solana', `cp "${file}" "$4"`, 'onchain-hash.sh', PROGRAM, rpc(), of);
    expect(same).toMatchObject({ code: 0, stdout: `${hash}\n` });
    expect((await script('onchain-hash.sh', PROGRAM, rpc(), `${plant.api}/proposals/none`)).code).not.toBe(0);
  });

  it('keep program and database, list what is whole, and find what was changed since', async () => {
    expect(json(await script('backup-program.sh', PROGRAM, rpc()))).toMatchObject({ same_as_build: false });
    const { file } = json(await script('backup-database.sh')) as { file: string };
    expect(json(await inBackups('backup-age.sh'))).toEqual({ program: 0, database: 0 });
    const programs = await listed('program');
    expect(programs).toContain('program_v1.so');
    expect(await listed('db')).toEqual([file]);
    expect((await inBackups('verify-backup.sh', file)).code).toBe(0);
    writeFileSync(join(plant.checkout, 'backups', 'program_v1.so'), 'something else');
    expect((await inBackups('verify-backup.sh', 'program_v1.so')).code).not.toBe(0);
    expect(await listed('program')).not.toContain('program_v1.so');
  });

  it('delete exactly the old backups that were listed, never the newest seven and never a tagged version', async () => {
    const old = json(await inBackups('expired-backups.sh')) as { count: number; files: string };
    expect(old.count).toBe(3);
    expect(old.files).not.toContain('program_v1.so');
    expect((await inBackups('prune-backups.sh', 'gone', old.files)).code).toBe(1);
    expect((await inBackups('prune-backups.sh', 'delete', 'program_v1.so.none')).code).toBe(0);
    const [young = ''] = await listed('db');
    expect((await inBackups('prune-backups.sh', 'delete', young)).code).toBe(1);
    expect((await inBackups('prune-backups.sh', 'delete', old.files)).code).toBe(0);
    expect((await inBackups('prune-backups.sh', 'gone', old.files)).code).toBe(0);
    expect(json(await inBackups('expired-backups.sh'))).toEqual({ count: 0, files: '' });
  });

  it('restore a database beside the present one, and exchange them once', async () => {
    const [backup = ''] = await listed('db');
    expect(json(await inBackups('rehearse-restore.sh'))).toMatchObject({ tables: 2 });
    await psql(
      'upgrade_manager',
      "insert into migration_jobs values ('late', 'p', 'completed', 0, now(), now())",
    );
    expect(json(await inBackups('restore-database.sh', backup, 'upgrade_manager_restored'))).toMatchObject({
      tables: 2,
      migrations: 1,
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
    expect((await script('key-file.sh', open)).stderr).toContain('others than its owner');
    chmodSync(open, 0o400);
    expect((await script('key-file.sh', open)).code).toBe(0);
    expect((await script('key-file.sh', '/none.json')).code).toBe(1);
  });

  it('keep what was built before it is cleaned, and say how full the disks are', async () => {
    expect((await script('keep-build.sh')).stdout).toContain('backups/build_');
    expect(json(await script('disk.sh', plant.checkout))).toMatchObject({ percent: expect.any(Number) });
  });
});
