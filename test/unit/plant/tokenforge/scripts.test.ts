import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listen, type RunningServer } from '../../../../examples/plant/kit/server.ts';
import { startTls } from '../../../../examples/plant/tokenforge/src/certificate.ts';
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

  it('says nothing of a log of which nothing came', async () => {
    forge.fault('log-silent');
    const silent = await python(
      'read_log.py',
      ...['--quiet=0.2', '--longest=3', '--hours=24', '--only=failed'],
    );
    expect(silent).toMatchObject({ code: 1, stdout: '' });
    expect(silent.stderr).toContain('nothing came of the log');
  });

  it('says whether it goes back as far as was asked for', async () => {
    expect(JSON.parse((await read('all', '')).stdout)).toMatchObject({ whole: true });
    forge.fault('log-busy');
    const busy = JSON.parse((await read('all', '')).stdout);
    expect(busy).toMatchObject({ executions: 1_000, whole: false });
    expect(Date.parse(busy.oldest)).toBeGreaterThan(forge.plant.now().getTime() - 17 * 3_600_000);
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

describe('a script that asks an address', () => {
  it.each(['suspicious.py', 'api_uses.py'])('%s goes nowhere else by a redirect', async (name) => {
    const asked: string[] = [];
    const app = new Hono();
    app.get('/api', (c) => c.redirect('/elsewhere'));
    app.get('/elsewhere', (c) => {
      asked.push(c.req.path);
      return c.json({ suspicious: [], failed_logins: 0, access_log: [] });
    });
    server = await listen(app, 0);
    expect((await python(name, `${server.url}/api`)).code).toBe(1);
    expect(asked).toEqual([]);
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
  const look = async (name: string) => {
    const tls = await startTls(forge.plant, 0);
    try {
      return await bash('certificate.sh', `127.0.0.1:${tls.port}`, name);
    } finally {
      await tls.stop();
    }
  };

  it('counts the days of one that is for the name, by somebody who is trusted', async () => {
    const { code, stdout } = await look('tokenforge.example');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).days).toBeGreaterThan(70);
  });

  it('refuses one of somebody who is not trusted, and one for another name', async () => {
    const other = await look('other.example');
    expect(other).toMatchObject({ code: 1, stdout: '' });
    expect(other.stderr).toMatch(/hostname mismatch/i);
    forge.fault('foreign-certificate');
    const foreign = await look('tokenforge.example');
    expect(foreign).toMatchObject({ code: 1, stdout: '' });
    expect(foreign.stderr).toMatch(/unable to|self.signed/);
  });

  it('knows nothing of the end of a certificate that nobody shows', async () => {
    expect(await bash('certificate.sh', '127.0.0.1:1', 'tokenforge.example')).toMatchObject({ code: 2 });
  });
});

describe('the script that lists what is deployed', () => {
  it('is content only where what the runbook calls is among it', async () => {
    const there = await python('functions.py', 'ops:health');
    expect(there.code).toBe(0);
    expect(JSON.parse(there.stdout)).toMatchObject({ missing: [] });
    expect(JSON.parse((await python('functions.py', 'ops:other')).stdout).missing).toEqual(['ops:other']);
    forge.fault('backend-lost');
    expect((await python('functions.py', 'ops:health')).code).toBe(1);
  });
});

describe('the script that asks npm', () => {
  it('takes an npm that could not ask for no answer', async () => {
    expect((await python('npm_says.py', 'outdated')).code).toBe(3);
    expect((await python('npm_says.py', 'audit')).code).toBe(3);
    forge.fault('registry-down');
    expect((await python('npm_says.py', 'outdated')).code).toBe(2);
    expect((await python('npm_says.py', 'audit')).code).toBe(2);
  });
});

describe('the script that looks whether an export is whole', () => {
  it('counts its rows, and takes what was cut off, is empty or is no archive for none', async () => {
    const path = join(forge.host.backups, 'data.zip');
    await forge.run('npx', 'convex', 'export', '--prod', '--path', path);
    const whole = await python('export_holds.py', path);
    expect([whole.code, JSON.parse(whole.stdout).rows > 4_812]).toEqual([0, true]);
    writeFileSync(path, readFileSync(path).subarray(0, 200));
    expect(await python('export_holds.py', path)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no whole archive') as string,
    });
    writeFileSync(path, '');
    expect((await python('export_holds.py', path)).code).toBe(1);
  });
});

describe('the script that asks which release answers', () => {
  it('tells another one from one that nobody can name', async () => {
    const answers = (...argv: string[]) => bash('answers.sh', 'tokenforge.example', ...argv);
    expect((await answers('https://dpl-forge42.vercel.app')).code).not.toBe(2);
    await forge.run('vercel', 'rollback', 'https://dpl-forge42.vercel.app', '--yes');
    expect((await answers('https://dpl-forge42.vercel.app')).code).toBe(0);
    expect(await answers('https://dpl-forge41.vercel.app')).toMatchObject({
      code: 3,
      stdout: expect.stringContaining('dpl-forge42') as string,
    });
    const unknown = await forge.runWithout('VERCEL_TOKEN', 'bash', join(SCRIPTS, 'answers.sh'), 'x', 'y');
    expect(unknown.code).toBe(2);
  });
});

describe('the script that lists the releases of the website', () => {
  const listed = async () =>
    JSON.parse((await bash('releases.sh', 'tokenforge.example')).stdout) as {
      readonly value: string;
      readonly label: string;
    }[];

  it('marks the one that answers now, which need not be the newest', async () => {
    forge.fault('site-down');
    const [broken, before] = await listed();
    expect(broken?.label).toBe(`${broken?.value} (answers now)`);
    expect(before?.label).toBe(before?.value);
    expect((await forge.run('vercel', 'rollback', '--yes', '--', before?.value ?? '')).code).toBe(0);
    const after = await listed();
    expect(after.map(({ value }) => value).slice(0, 2)).toEqual([broken?.value, before?.value]);
    expect(after.filter(({ label }) => label.endsWith(' (answers now)'))).toMatchObject([
      { value: before?.value },
    ]);
  });

  it('lists none where it may not ask', async () => {
    const { code, stdout } = await forge.runWithout(
      'VERCEL_TOKEN',
      'bash',
      join(SCRIPTS, 'releases.sh'),
      'tokenforge.example',
    );
    expect([code, stdout]).toEqual([1, '']);
  });
});

describe('the scripts that deploy', () => {
  it('take a website in a project that nobody meant for none', async () => {
    const lost = await forge.runWithout(
      'VERCEL_PROJECT_ID',
      'bash',
      join(SCRIPTS, 'deploy_site.sh'),
      'tokenforge.example',
    );
    expect(lost.code).toBe(1);
    expect((await bash('deploy_site.sh', 'tokenforge.example')).stdout).toBe(
      'https://dpl-forge43.vercel.app',
    );
  });

  it('lay out a commit of main, whatever stands in the checkout', async () => {
    const { staging, release } = forge.host;
    const git = (...words: string[]) => forge.run('git', '-C', staging, ...words);
    const main = (await git('rev-parse', 'origin/main')).stdout;
    const who = ['-c', 'user.name=Ana', '-c', 'user.email=ana@tokenforge.example'];
    await git('switch', '--quiet', '--create', 'maintenance/breaking');
    writeFileSync(join(staging, 'package.json'), '{}');
    await git(...who, 'commit', '--quiet', '--all', '--message', 'Force');
    const branch = (await git('rev-parse', 'HEAD')).stdout;

    expect((await bash('release.sh', staging, release, branch)).stderr).toContain('is no commit of main');
    for (let time = 0; time < 2; time += 1) {
      expect((await bash('release.sh', staging, release, main)).stdout).toContain(main);
      expect(readFileSync(join(release, 'package.json'), 'utf8')).toContain('"name": "tokenforge"');
      writeFileSync(join(release, 'package.json'), 'left behind');
    }
  });
});
