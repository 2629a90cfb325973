import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TemporaryTokenforge, temporaryTokenforge } from './temporary-tokenforge.ts';

let forge: TemporaryTokenforge;
beforeEach(() => {
  forge = temporaryTokenforge();
});
afterEach(() => forge.remove());

describe('convex of the plant', () => {
  it('refuses the options that it never had, as the real one does', async () => {
    for (const option of ['--since', '--error', '-f']) {
      const refused = await forge.run('npx', 'convex', 'logs', option);
      expect(refused).toMatchObject({ code: 1, stderr: `error: unknown option '${option}'\n` });
    }
    const deploy = await forge.run('npx', 'convex', 'deploy', '--prod');
    expect(deploy.stderr).toContain("error: unknown option '--prod'");
    expect(forge.count('backend.deploy')).toBe(0);
  });

  it('streams its log without an end', async () => {
    const child = forge.start('npx', '--no-install', 'convex', 'logs', '--prod', '--success', '--jsonl');
    const [piece] = (await once(child.stdout as NodeJS.EventEmitter, 'data')) as [Buffer];
    const [line = ''] = piece.toString().split('\n');
    expect(JSON.parse(line)).toMatchObject({ kind: 'Completion', error: null });
    expect(child.exitCode).toBeNull();
    child.kill('SIGKILL');
    await once(child, 'close');
  });

  it('deploys, exports and lists functions, and nothing without its key', async () => {
    expect((await forge.runWithout('CONVEX_DEPLOY_KEY', 'npx', 'convex', 'deploy', '--yes')).code).toBe(1);
    expect((await forge.run('npx', 'convex', 'deploy')).stderr).toContain('non-interactive');
    forge.fault('backend-lost');
    expect(
      JSON.parse((await forge.run('npx', 'convex', 'function-spec', '--prod')).stdout).functions,
    ).toEqual([]);
    expect((await forge.run('npx', 'convex', 'deploy', '--yes')).code).toBe(0);
    expect(forge.plant.read().backend).toMatchObject({ version: 43, works: true });
    const path = join(forge.host.backups, 'data.zip');
    await forge.run('npx', 'convex', 'export', '--prod', '--path', path);
    const table =
      'import sys, zipfile; print(len(zipfile.ZipFile(sys.argv[1]).open("tokens/documents.jsonl").readlines()))';
    expect((await forge.run('python3', '-c', table, path)).stdout.trim()).toBe('4812');
  });

  it('prints the values of the environment, which is why nobody may see its output', async () => {
    expect((await forge.run('npx', 'convex', 'env', 'list', '--prod')).stdout).toContain(
      'PAYMENT_KEY=payment-key',
    );
  });
});

describe('vercel of the plant', () => {
  it('asks for a token, and refuses options that it does not know', async () => {
    const { code, stderr } = await forge.runWithout('VERCEL_TOKEN', 'vercel', 'ls', '--prod');
    expect([code, stderr]).toEqual([1, expect.stringContaining('No existing credentials found')]);
    expect((await forge.run('vercel', 'ls', '--newest')).code).toBe(1);
  });

  it('makes another project where it is not told which one is meant', async () => {
    const unlinked = (...words: string[]) => forge.runWithout('VERCEL_PROJECT_ID', 'vercel', ...words);
    expect((await unlinked('ls', '--prod')).stderr).toContain("isn't linked to a project");
    expect((await unlinked('--prod', '--yes')).code).toBe(0);
    expect([forge.count('site.project'), forge.count('site.deploy')]).toEqual([1, 0]);
  });

  it('goes back to the release that is named, and says so afterwards', async () => {
    forge.fault('site-down');
    const [, before = ''] = (await forge.run('vercel', 'ls', '--prod')).stdout.split('\n');
    expect((await forge.run('vercel', 'rollback', '--yes', '--', before)).code).toBe(0);
    expect((await forge.ask('GET', '/site')).status).toBe(200);
    expect((await forge.run('vercel', 'rollback', 'status')).stdout).toContain('Success!');
    expect((await forge.run('vercel', 'rollback', 'dpl_none', '--yes')).code).toBe(1);
    expect(forge.count('site.rollback')).toBe(1);
  });

  it('accepts a rollback that does not end, and says that it is in progress', async () => {
    forge.fault('site-down');
    forge.fault('rollback-stuck');
    expect((await forge.run('vercel', 'rollback', '--yes')).code).toBe(1);
    expect(await forge.run('vercel', 'rollback', 'status')).toMatchObject({
      code: 1,
      stdout: 'Rollback in progress',
    });
    expect((await forge.ask('GET', '/site')).status).toBe(500);
  });

  it('deploys to production only when it need not ask', async () => {
    expect((await forge.run('vercel', '--prod')).stderr).toContain('requires confirmation');
    expect((await forge.run('vercel', '--prod', '--yes')).stdout).toContain('https://dpl-forge43.vercel.app');
    forge.fault('bad-release');
    expect((await forge.run('vercel', '--prod', '--yes')).code).toBe(1);
    expect(forge.count('site.deploy')).toBe(1);
  });
});

describe('npm and dig of the plant', () => {
  it('answers with 1 that something is outdated or vulnerable', async () => {
    const outdated = await forge.run('npm', 'outdated', '--json');
    expect(outdated.code).toBe(1);
    expect(JSON.parse(outdated.stdout).vite).toEqual({ current: '6.0.1', wanted: '6.0.9', latest: '7.1.2' });
    const audit = await forge.run('npm', 'audit', '--json');
    expect([audit.code, JSON.parse(audit.stdout).metadata.vulnerabilities.high]).toEqual([1, 1]);
  });

  it('mends by force what nothing else mends', async () => {
    expect((await forge.run('npm', 'audit', 'fix')).code).toBe(1);
    expect((await forge.run('npm', 'audit', 'fix', '--force')).code).toBe(0);
    expect((await forge.run('npm', 'audit')).code).toBe(0);
  });

  it('runs the scripts of the checkout, and has none for the indices', async () => {
    expect((await forge.run('npm', 'run', 'test:all')).stdout).toContain('128 passed');
    expect((await forge.run('npm', 'run', 'db:reindex')).stderr).toContain('Missing script: "db:reindex"');
    await forge.run('npm', 'run', 'cache:clear');
    expect(forge.count('cache.clear')).toBe(1);
    await forge.run('npm', 'run', 'build');
    expect(existsSync(join(forge.host.staging, 'dist'))).toBe(true);
  });

  it('looks the website up', async () => {
    expect((await forge.run('dig', '+short', 'tokenforge.example')).stdout).toBe('192.0.2.76');
    forge.fault('wrong-dns');
    expect((await forge.run('dig', '+short', 'tokenforge.example')).stdout).toBe('203.0.113.9');
    expect((await forge.run('dig', '--json', 'tokenforge.example')).code).toBe(64);
  });
});
