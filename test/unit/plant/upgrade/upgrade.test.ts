import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MULTISIG, PROGRAM } from '../../../../examples/plant/upgrade/src/addresses.ts';
import { versionOf } from '../../../../examples/plant/upgrade/src/chain.ts';
import { openPlant } from '../../../../examples/plant/upgrade/src/store.ts';
import { startUpgradePlant, type UpgradePlant } from '../../../support/app/upgrade-process.ts';

const HOUR = 3_600_000;

let folder: string;
let plant: UpgradePlant;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plant-upgrade-'));
  plant = await startUpgradePlant(folder);
});
beforeEach(() => openPlant(folder).heal());
afterAll(async () => {
  await plant.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function found(pattern: RegExp, program: string, ...argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await plant.run(program, ...argv);
  const value = pattern.exec(stdout)?.[1];
  if (code !== 0 || value === undefined) throw new Error(`${program} ended with ${code}: ${stdout}${stderr}`);
  return value;
}

/** A proposal with what was built, in a buffer that the multisig holds. */
async function proposed(): Promise<{ readonly id: string; readonly buffer: string }> {
  await plant.run('anchor', 'build', '--verifiable');
  const buffer = await found(/Buffer Address: (\S+)/, 'deploy_buffer.sh');
  await solana('program', 'set-buffer-authority', buffer, '--new-buffer-authority', MULTISIG);
  return { id: await found(/Proposal ID: (\S+)/, 'propose_upgrade.sh', buffer, '--sweep; rm -rf /'), buffer };
}

/** On the cluster of the plant. */
const solana = (...argv: readonly string[]) =>
  plant.run('solana', ...argv, '--url', plant.settings.vars.rpc ?? '');

async function executed(): Promise<string> {
  const { id } = await proposed();
  for (const member of [1, 2, 3]) await plant.sign(member, id);
  plant.advance(48 * HOUR);
  expect((await plant.post(`/proposals/${id}/execute`)).status).toBe(200);
  return id;
}

async function until(look: () => Promise<boolean>): Promise<void> {
  await expect.poll(look).toBe(true);
}

describe('proposals of the plant', () => {
  it('are approved by three members one by one, wait 48 hours, and put the buffer in the place of the program', async () => {
    const { id } = await proposed();
    await plant.sign(1, id);
    await plant.sign(1, id);
    await plant.sign(4, id);
    expect((await plant.get(`/proposals/${id}`)).body).toMatchObject({
      status: 'pending',
      approval_count: 2,
      timelock_until: null,
    });
    expect((await plant.post(`/proposals/${id}/execute`)).body).toEqual({ error: 'Insufficient approvals' });
    await plant.sign(5, id);
    expect((await plant.post(`/proposals/${id}/execute`)).body).toEqual({ error: 'Timelock not expired' });
    plant.advance(48 * HOUR - 60_000);
    expect((await plant.post(`/proposals/${id}/execute`)).status).toBe(409);
    plant.advance(61_000);
    const { status, body } = await plant.post(`/proposals/${id}/execute`);
    expect(status).toBe(200);
    expect((await solana('confirm', String(body.tx_signature), '-v')).stdout).toContain('Finalized');
    expect(versionOf(plant.state().program.code)).toBe('2.0.0');
    expect(JSON.parse((await plant.run('anchor', 'idl', 'fetch', PROGRAM)).stdout)).toMatchObject({
      version: '2.0.0',
    });
  });

  it('take neither a key nor a path to one', async () => {
    const { id } = await proposed();
    const approval = await plant.post(`/proposals/${id}/approve`, {
      approver_keypair_path: '/path/to/member1.json',
    });
    expect(approval.status).toBe(403);
    const execution = await plant.post(`/proposals/${id}/execute`, {
      executor_keypair_path: '/path/to/executor.json',
    });
    expect(execution.status).toBe(403);
    expect(plant.state().proposals[0]?.approvals).toEqual([]);
  });

  it('are cancelled while they are open, and never once they are executed', async () => {
    const { id } = await proposed();
    expect((await plant.run('rollback.sh', id, 'a bug')).code).toBe(0);
    expect((await plant.get(`/proposals/${id}`)).body).toMatchObject({ status: 'cancelled' });
    const second = await executed();
    const refused = await plant.run('rollback.sh', second, 'a bug');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('cannot be cancelled');
  });

  it('are executed early by all five alone, where the program on chain takes a waiver', async () => {
    const { id } = await proposed();
    for (const member of [1, 2, 3, 4]) await plant.sign(member, id);
    plant.fault('timelock-waiver');
    expect(await plant.executeEarly(id)).toBe(409);
    await plant.sign(5, id);
    plant.fault('timelock-waiver', false);
    expect(await plant.executeEarly(id)).toBe(409);
    plant.fault('timelock-waiver');
    expect(await plant.executeEarly(id)).toBe(200);
  });

  it('of a buffer that somebody else holds are not executed', async () => {
    const buffer = await found(/Buffer Address: (\S+)/, 'deploy_buffer.sh');
    const id = await found(/Proposal ID: (\S+)/, 'propose_upgrade.sh', buffer, 'not handed over');
    for (const member of [1, 2, 3]) await plant.sign(member, id);
    plant.advance(48 * HOUR);
    expect((await plant.post(`/proposals/${id}/execute`)).body).toEqual({ error: 'Buffer account invalid' });
  });
});

describe('tools of the plant', () => {
  it('do not know what the real ones do not know', async () => {
    const shown = await solana('program', 'show', PROGRAM, '--accounts');
    expect(shown.code).toBe(1);
    expect(shown.stderr).toContain("Found argument '--accounts'");
  });

  it('know no cluster but the one that they are given', async () => {
    expect((await plant.run('solana', 'program', 'show', PROGRAM)).stderr).toContain('--url is missing');
    const elsewhere = await plant.run('solana', 'block-time', '--url', 'https://api.devnet.solana.com');
    expect(elsewhere.stderr).toContain('connection refused');
    expect((await solana('program', 'show', PROGRAM)).code).toBe(0);
  });

  it('refuse to deploy around the multisig', async () => {
    await plant.run('anchor', 'build');
    const deployed = await plant.run('anchor', 'deploy');
    expect(deployed.code).toBe(1);
    expect(deployed.stderr).toContain(MULTISIG);
    expect((await plant.run('anchor', 'deploy', '--provider.cluster', 'devnet')).code).toBe(0);
    expect(versionOf(plant.state().program.code)).toBe('1.0.0');
  });

  it('end as the real ones do when they find something', async () => {
    plant.fault('lint-fails');
    plant.fault('advisory');
    plant.fault('tests-fail');
    expect((await plant.run('cargo', 'clippy', '--', '-D', 'warnings')).code).toBe(101);
    expect((await plant.run('cargo', 'audit')).code).toBe(1);
    expect((await plant.run('anchor', 'test')).code).toBe(1);
  });
});

describe('migrations of the plant', () => {
  async function listed(name: string): Promise<string> {
    const path = join(plant.checkout, name);
    const { body } = await fetch(String(plant.settings.vars.rpc), {
      method: 'POST',
      body: JSON.stringify({ method: 'getProgramAccounts' }),
    }).then(async (response) => ({ body: (await response.json()) as { result: { pubkey: string }[] } }));
    writeFileSync(path, body.result.map(({ pubkey }) => `${pubkey}\n`).join(''));
    return path;
  }

  it('go through all accounts in a real database, and fail where they are made to', async () => {
    const id = await executed();
    plant.fault('migration-fails');
    const job = await found(/Job ID: (\S+)/, 'migrate_accounts.sh', id, await listed('accounts.txt'));
    await until(async () => (await plant.get(`/migration/${job}/progress`)).body.status === 'completed');
    const { body } = await plant.get(`/migration/${job}/progress`);
    expect(body).toMatchObject({ total: 240, completed: 204, failed: 36, failure_rate: 15 });
    const { stdout } = await plant.run(
      'psql',
      '-XAtd',
      'upgrade_manager',
      '-c',
      "select count(*) from account_migrations where status = 'failed'",
    );
    expect(stdout.trim()).toBe('36');
  });

  it('are paused, and go on', async () => {
    const id = await executed();
    plant.fault('migration-stalls');
    const job = await found(/Job ID: (\S+)/, 'migrate_accounts.sh', id, await listed('accounts.txt'));
    expect((await plant.post(`/migration/${job}/pause`)).status).toBe(200);
    plant.fault('migration-stalls', false);
    expect((await plant.get(`/migration/${job}/progress`)).body).toMatchObject({
      status: 'paused',
      completed: 0,
    });
    await plant.post(`/migration/${job}/resume`);
    await until(async () => (await plant.get(`/migration/${job}/progress`)).body.status === 'completed');
  });

  it('are refused for a list with duplicates, and before anything was executed', async () => {
    const { id } = await proposed();
    expect((await plant.run('migrate_accounts.sh', id, await listed('accounts.txt'))).stderr).toContain(
      'not executed',
    );
    const done = await executed();
    plant.fault('accounts-twice');
    expect((await plant.run('migrate_accounts.sh', done, await listed('accounts.txt'))).stderr).toContain(
      'twice',
    );
  });
});

describe('units of the plant', () => {
  it('really stop and start: the service without its database is not healthy', async () => {
    expect((await plant.run('systemctl', 'stop', 'postgresql')).code).toBe(1);
    expect((await plant.run('sudo', '-n', 'systemctl', 'stop', 'postgresql')).code).toBe(0);
    expect((await plant.run('systemctl', 'is-active', 'postgresql')).code).toBe(3);
    expect((await plant.get('/health')).status).toBe(503);
    expect((await plant.run('psql', '-XAtd', 'upgrade_manager', '-c', 'select 1')).code).toBe(2);
    await plant.run('sudo', '-n', 'systemctl', 'start', 'postgresql');
    await until(async () => (await plant.get('/health')).status === 200);
  });

  it('fail when the service crashes, and say so in their log', async () => {
    plant.fault('api-crash');
    await until(
      async () => (await plant.run('systemctl', 'is-active', 'upgrade-manager')).stdout.trim() === 'failed',
    );
    expect((await plant.run('sudo', '-n', 'systemctl', 'restart', 'upgrade-manager')).code).toBe(1);
    plant.fault('api-crash', false);
    expect((await plant.run('sudo', '-n', 'systemctl', 'restart', 'upgrade-manager')).code).toBe(0);
    expect((await plant.run('journalctl', '-u', 'upgrade-manager', '-n', '50')).stdout).toContain(
      'FATAL out of memory',
    );
  });

  it('keep a dump that a new database takes', async () => {
    const { stdout } = await plant.run('pg_dump', 'upgrade_manager');
    expect(stdout).toContain('PostgreSQL database dump complete');
    const file = join(folder, 'dump.sql');
    writeFileSync(file, stdout);
    await plant.run('createdb', 'copy');
    const restored = await plant.run(
      'psql',
      '-Xqd',
      'copy',
      '-v',
      'ON_ERROR_STOP=1',
      '--single-transaction',
      '-f',
      file,
    );
    expect(restored).toMatchObject({ code: 0, stderr: '' });
    const counted = async (name: string) =>
      (await plant.run('psql', '-XAtd', name, '-c', 'select count(*) from account_migrations')).stdout;
    expect(await counted('copy')).toBe(await counted('upgrade_manager'));
  });

  it('begin with settings that nobody else reads, and with backups of which some are too old', () => {
    expect(readFileSync(join(plant.checkout, 'backend', '.env'), 'utf8')).toContain(`PROGRAM_ID=${PROGRAM}`);
    expect(readFileSync(join(plant.checkout, 'backups', 'SHA256SUMS'), 'utf8')).toContain('program_v1.so');
  });
});
