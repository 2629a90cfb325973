import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXECUTOR, FEE_COLLECTOR, TOKEN_MINT } from '../../../../examples/plant/flywheel/src/addresses.ts';
import { type TemporaryFlywheel, temporaryFlywheel } from './temporary-flywheel.ts';

let flywheel: TemporaryFlywheel;
beforeAll(async () => {
  flywheel = await temporaryFlywheel();
});
afterAll(() => flywheel.remove());

const key = (name: string) => join(flywheel.host.secure, name);

describe('the tools of the flywheel', () => {
  it('make a key without a passphrase and without showing it, and never over another one', async () => {
    const asked = await flywheel.run('solana-keygen', 'new', '-o', key('asked.json'));
    expect(asked).toMatchObject({ code: 1, stderr: expect.stringContaining('BIP39 Passphrase') });
    const argv = ['new', '--no-bip39-passphrase', '--silent', '-o', key('new.json')] as const;
    const made = await flywheel.run('solana-keygen', ...argv);
    expect(made.code).toBe(0);
    expect(made.stdout).not.toContain('seed phrase');
    const before = readFileSync(key('new.json'), 'utf8');
    const again = await flywheel.run('solana-keygen', ...argv);
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('Refusing to overwrite') });
    expect(readFileSync(key('new.json'), 'utf8')).toBe(before);
  });

  it('refuse to fund a wallet that holds nothing unless that is meant', async () => {
    const { stdout: address } = await flywheel.run('solana-keygen', 'pubkey', key('new.json'));
    const transfer = ['transfer', address, '0.1', '--keypair', key('executor-old.json')] as const;
    const refused = await flywheel.run('solana', ...transfer);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('--allow-unfunded-recipient') });
    const sent = await flywheel.run('solana', ...transfer, '--allow-unfunded-recipient');
    expect(sent.stdout).toMatch(/Signature: \w{80,}/);
    expect((await flywheel.run('solana', 'balance', address)).stdout).toBe('0.1 SOL');
    expect((await flywheel.run('spl-token', 'accounts', TOKEN_MINT, '--owner', address)).stdout).toBe('None');
  });

  it('list accounts that are empty, and let nobody move tokens without somebody who pays', async () => {
    const owner = ['--owner', key('executor-old.json')] as const;
    const { stdout: to } = await flywheel.run('solana-keygen', 'pubkey', key('new.json'));
    const refused = await flywheel.run('spl-token', 'transfer', TOKEN_MINT, 'ALL', to, ...owner);
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('could not read keypair file'),
    });
    const payer = ['--fee-payer', key('executor-old.json')] as const;
    await flywheel.run('spl-token', 'transfer', TOKEN_MINT, 'ALL', to, ...owner, ...payer);
    const accounts = await flywheel.run('spl-token', 'accounts', '--owner', EXECUTOR.pubkey);
    expect(accounts.stdout).toContain(`${TOKEN_MINT}  0`);
    const json = await flywheel.run('spl-token', 'accounts', '--owner', EXECUTOR.pubkey, '--output', 'json');
    expect(JSON.parse(json.stdout).accounts[0]).toMatchObject({
      mint: TOKEN_MINT,
      tokenAmount: { amount: '0' },
    });
  });

  it('know no `solana transactions`', async () => {
    expect((await flywheel.run('solana', 'transactions', FEE_COLLECTOR, '--limit', '20')).code).toBe(1);
    expect((await flywheel.run('solana', 'transaction-history', FEE_COLLECTOR, '--limit', '20')).code).toBe(
      0,
    );
  });

  it('answer what is outdated with exit code 1, and need a checkout', async () => {
    expect((await flywheel.run('pnpm', 'outdated')).code).toBe(1);
    const elsewhere = await flywheel.run('bash', '-c', 'cd reports && pnpm run simulate');
    expect(elsewhere).toMatchObject({ code: 1, stderr: expect.stringContaining('No package.json') });
  });

  it('copy what is new to a bucket, and nothing the second time', async () => {
    const sync = ['s3', 'sync', 'reports/', 's3://my-bucket/x-coin-reports/'] as const;
    expect((await flywheel.run('aws', ...sync, '--dryrun')).stdout).toContain(
      '(dryrun) upload: reports/epoch-001.json',
    );
    expect((await flywheel.run('aws', ...sync)).stdout.split('\n')).toHaveLength(5);
    expect((await flywheel.run('aws', ...sync)).stdout).toBe('');
    expect((await flywheel.run('aws', 's3', 'sync', 'nowhere/', 's3://my-bucket/')).code).toBe(255);
  });

  it('cannot reach a daemon that does not run', async () => {
    await flywheel.stop();
    const refused = await flywheel.run('docker-compose', 'up', '-d');
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Cannot connect to the Docker daemon'),
    });
  });
});
