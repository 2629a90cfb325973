import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SECRETS, startTokenforgeWorld, type TokenforgeWorld } from '../../support/app/tokenforge.ts';

const TWO = ['ben', 'chen'];
const ENVIRONMENT = { PAYMENT_KEY: 'payment-key-of-the-demo' };

describe('TokenForge is built anew', () => {
  let world: TokenforgeWorld;
  beforeAll(async () => {
    world = await startTokenforgeWorld();
    world.plant.fault('backend-lost');
    world.plant.fault('site-down');
  });
  afterAll(() => world.close());

  it('first the backend, whose variables two people set and nobody shows', async () => {
    await world.ran('health/backend', 'Convex backend healthy', { ended: 'Failed after' });
    const { staging, release } = world.plant.host;
    const git = (...words: string[]) => execFileSync('git', ['-C', staging, ...words], { encoding: 'utf8' });
    // Whatever somebody tries out in staging is not what is deployed.
    writeFileSync(join(staging, 'package.json'), '{}');
    const commit = git('rev-parse', 'origin/main').trim();
    const deploy = 'Deploy the backend to production';
    const asked = await world.approved('backend/deploy', deploy, { form: { commit } });
    expect(asked.text).toContain(commit);
    await world.comesTo(asked, 'Carried out');
    expect(readFileSync(join(release, 'package.json'), 'utf8')).toContain('"name": "tokenforge"');
    git('restore', 'package.json');
    const title = 'Restore the environment variables of the backend';
    const card = await world.approved('backend/restore-environment', title, {
      form: { _reason: 'they are lost', _confirmation: 'backend/restore-environment' },
      approvers: TWO,
    });
    await world.plant.byHand('restore-environment', { env: ENVIRONMENT });
    await world.confirms('ben', title, 'Set each variable of the encrypted backup', 'PAYMENT_KEY');
    await world.comesTo(card, 'Carried out');
    const names = await world.after([title, 'Done after']);
    expect(names.text).toContain('PAYMENT_KEY');
    const functions = await world.ran('backend/functions', 'Functions that are deployed');
    expect(functions.text).toContain('tokens:create');
  });

  it('then the website in five steps, each after the one before', async () => {
    await world.as('ana').command('/ops run', { action: 'tokenforge:recovery/build' });
    await world.as('ana').sees('Build the website was not started.');
    await world.ran('recovery/clone', 'Clone the code of the website');
    await world.ran('recovery/install', 'Install what the website needs');
    await world.carriedOut('recovery/copy-settings', 'Copy the production settings', {
      form: { _reason: 'the host is new', _confirmation: 'recovery/copy-settings' },
      approvers: TWO,
    });
    const { recovery } = world.plant.host;
    const commit = execFileSync('git', ['-C', recovery, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
    // What somebody mends by hand there is no commit, and is not what was cloned.
    writeFileSync(join(recovery, 'hotfix.ts'), '');
    await world.ran('recovery/build', 'Build the website', { form: { commit }, ended: 'Failed after' });
    rmSync(join(recovery, 'hotfix.ts'));
    await world.ran('recovery/build', 'Build the website', { form: { commit } });
    await world.carriedOut('recovery/deploy-site', 'Deploy the website to production', { form: { commit } });
    expect(statSync(join(world.plant.host.recovery, '.env.production')).mode & 0o777).toBe(0o600);
  });

  it('then monitoring and the critical paths, which are green', async () => {
    await world.ran('health/monitoring', 'Every monitor receives data');
    await world.ran('backend/critical-paths', 'Test the critical paths');
    await world.ran('health/site', 'Website responsive');
  });

  it('and never into a folder in which something lies', async () => {
    await world.ran('recovery/clone', 'Clone the code of the website', { ended: 'Failed after' });
  });

  it('5.11 and shows no secret anywhere', async () => {
    const said = (await world.as('ivan').all()).map(({ text }) => text).join('\n');
    const copied = readFileSync(join(world.plant.host.recovery, '.env.production'), 'utf8');
    const production = copied.split('=')[1]?.trim() ?? '';
    expect(production).not.toBe('');
    for (const secret of [...Object.values(SECRETS), ...Object.values(ENVIRONMENT), production])
      expect(said).not.toContain(secret);
  });
});
