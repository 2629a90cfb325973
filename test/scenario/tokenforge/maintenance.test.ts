import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTokenforgeWorld, type TokenforgeWorld } from '../../support/app/tokenforge.ts';

const TWO = ['ben', 'chen'];

describe('the weeks and months of TokenForge', () => {
  let world: TokenforgeWorld;
  beforeAll(async () => {
    world = await startTokenforgeWorld();
  });
  afterEach(() => world.calm());
  afterAll(() => world.close());

  const git = (...words: string[]) =>
    execFileSync('git', ['-C', world.plant.host.staging, ...words], { encoding: 'utf8' }).trim();

  const newest = (kind: string) =>
    git(
      'for-each-ref',
      ...['--count=1', '--sort=-committerdate', '--format=%(refname:short)'],
      `refs/heads/maintenance/${kind}-*`,
    );

  it('5.10 updates packages on a branch of staging, and leaves what serves alone', async () => {
    const before = git('rev-parse', 'origin/main');
    await world.ran('deps/outdated', 'Outdated packages', { ended: 'There are newer versions' });
    await world.carriedOut('deps/update', 'Update packages without breaking changes');
    expect(newest('update')).toMatch(/^maintenance\/update-\d{4}-\d\d-\d\d-[\w-]+$/);
    expect(git('show', `${newest('update')}:package.json`)).toContain('"vite": "6.0.9"');
    expect([git('branch', '--show-current'), git('rev-parse', 'HEAD')]).toEqual(['main', before]);
    expect(git('rev-parse', 'origin/main')).toBe(before);
    expect(world.plant.effects('site.deploy')).toBe(0);
  });

  it('leaves nothing half done on the branch when the tests fail', async () => {
    await world.ran('security/audit', 'Known vulnerabilities of packages', {
      ended: 'There are known vulnerabilities',
    });
    world.plant.fault('bad-release');
    const card = await world.approved('security/fix', 'Fix vulnerabilities without breaking changes');
    await world.comesTo(card, 'it failed');
    await world.after(['Fix vulnerabilities without breaking changes', 'Failed after']);
    expect([git('status', '--porcelain'), git('branch', '--show-current')]).toEqual(['', 'main']);
  });

  it('throws away nothing that somebody else left in the checkout', async () => {
    await world.ran('deps/outdated', 'Outdated packages', { ended: 'There are newer versions' });
    const file = join(world.plant.host.staging, 'package.json');
    const before = readFileSync(file, 'utf8');
    writeFileSync(file, 'not yet committed');
    const card = await world.approved('deps/update', 'Update packages without breaking changes');
    await world.comesTo(card, 'it failed');
    await world.after(['Update packages without breaking changes', 'Failed after']);
    expect(readFileSync(file, 'utf8')).toBe('not yet committed');
    writeFileSync(file, before);
  });

  it('fixes what no breaking change is needed for, tests it and keeps it on a branch', async () => {
    await world.ran('security/audit', 'Known vulnerabilities of packages', {
      ended: 'There are known vulnerabilities',
    });
    await world.carriedOut('security/fix', 'Fix vulnerabilities without breaking changes');
    expect(git('log', '-1', '--format=%an %s', newest('fix'))).toMatch(/^Operations Dependencies of \d{4}/);
  });

  it('forces breaking changes only when two people agree and one has read what breaks', async () => {
    await world.ran('security/audit', 'Known vulnerabilities of packages', {
      ended: 'There are known vulnerabilities',
    });
    const title = 'Fix vulnerabilities by breaking changes';
    const card = await world.approved('security/fix-breaking', title, {
      form: { _reason: 'sharp has a hole', _confirmation: 'security/fix-breaking' },
      approvers: ['ben', 'chen'],
    });
    const run = await world.as('ben').sees([title, 'Needs an answer']);
    await world.as('ben').click(run, 'Done');
    await world.as('ben').submit({ evidence: 'the change log of sharp 0.33' });
    await world.comesTo(card, 'Carried out');
    expect(git('show', `${newest('breaking')}:package.json`)).toContain('"sharp": "0.33.5"');
  });

  it('rebuilds no indices where there is no script for it, and says so', async () => {
    const card = await world.carriedOut('db/reindex', 'Rebuild the indices');
    expect(card.text).toContain('Carried out');
    await world.as('ivan').sees('There is no such script. Indices are built by a deployment.');
  });

  it('runs all tests, whose end is the verdict', async () => {
    await world.ran('deps/test', 'Run all tests');
    world.plant.fault('bad-release');
    await world.ran('deps/test', 'Run all tests', { ended: 'Failed after' });
  });

  it('clears the cache', async () => {
    await world.carriedOut('cache/clear', 'Clear the cache');
    expect(world.plant.effects('cache.clear')).toBe(1);
  });

  it('exports the metrics', async () => {
    const card = await world.ran('metrics/export', 'Export the metrics');
    expect(card.text).toContain('exported: 30');
  });

  it('deletes old data only after a fresh export, and exactly what two people approved', async () => {
    const title = 'Delete data that are older than 30 days';
    await world.as('ana').command('/ops run', { action: 'tokenforge:data/clean' });
    await world.as('ana').sees(`${title} was not started.`);
    await world.ran('backup/data', 'Export the data');
    const card = await world.approved('data/clean', title, {
      form: { tables: 'sessions: 4120 rows', _reason: 'the month is over', _confirmation: 'data/clean' },
      approvers: TWO,
    });
    expect(card.text).toContain('sessions: 4120 rows');
    for (const question of ['List and count what would be deleted', 'Delete exactly what was listed'])
      await world.confirms('ben', title, question, 'sessions: 4120 rows');
    await world.comesTo(card, 'Carried out');
  });

  it('changes the fees in the contract by two people and a member, who show that they hold', async () => {
    const title = 'Change the fees';
    const card = await world.approved('fees/change', title, {
      form: {
        reason: 'the network is calm',
        fee: '0.01 ETH',
        _reason: 'review',
        _confirmation: 'fees/change',
      },
      approvers: TWO,
    });
    for (const question of ['Change the fees in the contract', 'Read the fee in the contract'])
      await world.confirms('dora', title, question, 'https://explorer.example.com/tx/2');
    await world.comesTo(card, 'Carried out');
  });

  it('keeps exports with a checksum, archives, and an environment that only another key opens', async () => {
    const data = await world.ran('backup/data', 'Export the data');
    expect(data.text).toMatch(/[0-9a-f]{64}/);
    const code = await world.ran('backup/artifacts', 'Archive what is deployed');
    expect(code.text).toContain('package.json');
    await world.carriedOut('backup/environment', 'Encrypt a copy of the environment');
    const { backups } = world.plant.host;
    const kept = readdirSync(backups);
    expect(kept.map((name) => name.replace(/-.*\./, '.')).sort()).toEqual([
      'code.gz',
      'convex.zip',
      'environment.gpg',
    ]);
    const sealed = readFileSync(join(backups, kept.find((name) => name.endsWith('.gpg')) ?? ''), 'latin1');
    expect(sealed).not.toContain('PAYMENT_KEY');
  });
});
