import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listen, type RunningServer } from '../../../../examples/plant/kit/server.ts';
import { createServer } from '../../../../examples/plant/tokenforge/src/server.ts';
import { type TemporaryTokenforge, temporaryTokenforge } from './temporary-tokenforge.ts';

const SCRIPTS = resolve('runbooks/tokenforge/scripts');
const KEY = resolve('examples/plant/tokenforge/backup-key.asc');

let forge: TemporaryTokenforge;
let server: RunningServer | undefined;
beforeEach(() => {
  forge = temporaryTokenforge();
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
  forge.remove();
});

const bash = (script: string, ...argv: string[]) => forge.run('bash', join(SCRIPTS, script), ...argv);
const python = (script: string, ...argv: string[]) => forge.run('python3', join(SCRIPTS, script), ...argv);
async function serve(): Promise<string> {
  server = await listen(createServer(forge.plant), 0);
  return server.url;
}

describe('the script that reads the log of the backend', () => {
  const read = (only: string, name: string) =>
    python('read_log.py', '--quiet=0.2', '--hours=24', `--only=${only}`, `--function=${name}`);

  it('ends though the log does not, with what was asked for alone', async () => {
    forge.fault('backend-error');
    const failed = JSON.parse((await read('failed', '')).stdout);
    expect(failed).toMatchObject({ executions: 3, failed: 3 });
    const one = JSON.parse((await read('all', 'tokens:list')).stdout);
    expect(one.failed).toBe(0);
    expect(new Set(one.newest.map((each: { function: string }) => each.function))).toEqual(
      new Set(['tokens:list']),
    );
  });

  it('says nothing of a log that broke off', async () => {
    const broken = await forge.runWithout(
      'CONVEX_DEPLOY_KEY',
      ...['python3', join(SCRIPTS, 'read_log.py'), '--quiet=0.2', '--hours=1', '--only=all'],
    );
    expect(broken).toMatchObject({ code: 1, stdout: '' });
    expect(broken.stderr).toContain('the stream of the log ended by itself');
  });
});

describe('the script that probes endpoints', () => {
  it('counts as well only what answers, in time and with a block of now', async () => {
    const url = await serve();
    const at = (chain: string, name: string) => `${chain}=${url}/rpc/${chain}/${name}`;
    forge.fault('rpc-behind');
    forge.fault('bsc-down');
    const found = await python(
      'probe_endpoints.py',
      ...[at('ethereum', 'alchemy'), at('ethereum', 'infura'), at('bsc', 'one'), at('solana', 'main')],
      'bsc=http://127.0.0.1:1/nobody',
    );
    expect(JSON.parse(found.stdout)).toMatchObject({
      all: [{ age_s: 1_200, well: false }, { well: true }, { status: 503 }, { well: true }, { status: 0 }],
      ethereum: [`${url}/rpc/ethereum/infura`],
      count: { ethereum: 1, bsc: 0, solana: 1 },
    });
  });
});

describe('the script that compares what the API says of itself', () => {
  it('tells by its end whether each value is the one that was named', async () => {
    const look = [`${await serve()}/api/health`, 'chains.bsc=connected'];
    expect((await python('api_uses.py', ...look, 'gas.maxFeePerGasGwei=50')).code).toBe(0);
    const other = await python('api_uses.py', ...look, 'gas.maxFeePerGasGwei=51', 'gas.none=1');
    expect(other.code).toBe(1);
    expect(JSON.parse(other.stdout)).toEqual({
      others: { 'gas.maxFeePerGasGwei': 50, 'gas.none': null },
    });
  });
});

describe('the scripts about the environment of the backend', () => {
  it('name the variables without their values', async () => {
    expect((await bash('environment_names.sh')).stdout).toBe('COINGECKO_KEY PAYMENT_KEY');
  });

  it('leave a file only where all of it was encrypted', async () => {
    const file = join(forge.host.backups, 'environment.gpg');
    expect((await bash('encrypt_environment.sh', KEY, file)).code).toBe(0);
    expect(existsSync(file)).toBe(true);
    const script = join(SCRIPTS, 'encrypt_environment.sh');
    const other = join(forge.host.backups, 'other.gpg');
    expect((await forge.runWithout('CONVEX_DEPLOY_KEY', 'bash', script, KEY, other)).code).not.toBe(0);
    expect(readdirSync(forge.host.backups)).toEqual(['environment.gpg']);
  });
});

describe('the script that looks at the certificate', () => {
  it('knows nothing of the end of a certificate that nobody shows', async () => {
    expect(await bash('certificate.sh', '127.0.0.1:1', 'tokenforge.example')).toMatchObject({ code: 2 });
  });
});
