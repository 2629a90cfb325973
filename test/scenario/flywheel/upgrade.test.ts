import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FlywheelWorld, startFlywheelWorld } from '../../support/app/flywheel.ts';

describe('the upgrade of the flywheel', () => {
  let world: FlywheelWorld;
  beforeAll(async () => {
    world = await startFlywheelWorld();
  });
  afterEach(() => world.calm());
  afterAll(() => world.close());

  const commit = (name: string) =>
    execFileSync('git', ['-C', world.plant.host.app, 'rev-parse', name], { encoding: 'utf8' }).trim();

  it('takes the commit that was looked at, tests and builds it, and stands still only then', async () => {
    const before = commit('HEAD');
    const check = await world.ran('upgrade/check', 'Which commits would come');
    expect(check.text).toContain('Release 1.4.1');
    await world.carriedOut('upgrade/pull', 'Take the new code', {
      form: { commit: commit('origin/main'), tested: 'staging, run 412' },
    });
    expect(commit('HEAD')).not.toBe(before);
    await world.ran('dependencies/install', 'Install the dependencies');
    await world.as('ana').command('/flywheel deploy');
    await world.as('ana').sees('Deploy what was tested was not started.');
    await world.ran('code/test', 'Run the tests');
    const form = { commit: commit('HEAD') };
    await world.ran('code/build', 'Build the code', { form });
    // Somebody mends something by hand, and somebody else pulls: neither was tested.
    const file = join(world.plant.host.app, 'package.json');
    const tested = readFileSync(file, 'utf8');
    writeFileSync(file, tested.replace('1.4.1', '1.4.2'));
    await world.failed('upgrade/deploy', 'Deploy what was tested', { form, ended: 'M package.json' });
    writeFileSync(file, tested);
    await world.asked(
      'upgrade/deploy',
      ['Deploy what was tested was not started', `was of the commit ${form.commit}`],
      {
        form: { commit: before },
      },
    );
    expect(world.plant.state().service.image).not.toBe(form.commit);
    await world.carriedOut('upgrade/deploy', 'Deploy what was tested', { form });
    expect(world.plant.state().service).toMatchObject({ status: 'running', image: commit('HEAD') });

    await world.carriedOut('upgrade/roll-back', 'Go back to the code before', { form: { previous: before } });
    expect(world.plant.state().service).toMatchObject({ status: 'running', image: before });
  });

  it('says what is outdated and what is vulnerable as answers, not as errors', async () => {
    const outdated = await world.ran('dependencies/outdated', 'Which dependencies are outdated', {
      ended: 'There are newer versions',
    });
    expect(outdated.text).toContain('@solana/web3.js | 1.98.0 | 1.98.2');
    world.plant.fault('registry-down');
    await world.ran('dependencies/outdated', 'Which dependencies are outdated', { ended: 'Failed after' });
    await world.ran('dependencies/audit', 'Audit the dependencies', { ended: 'Failed after' });
    world.plant.fault('registry-down', false);
    world.plant.fault('bad-release');
    await world.ran('dependencies/audit', 'Audit the dependencies', {
      ended: 'There are known vulnerabilities',
    });
  });

  it('updates dependencies on staging, and nothing in production', async () => {
    const before = commit('HEAD');
    await world.carriedOut('dependencies/update', 'Update the dependencies on staging', {
      form: { scope: 'security' },
    });
    expect(readFileSync(join(world.plant.host.staging, 'package.json'), 'utf8')).toContain('overrides');
    expect(commit('HEAD')).toBe(before);
    const status = execFileSync('git', ['-C', world.plant.host.app, 'status', '--short'], {
      encoding: 'utf8',
    });
    expect(status).toBe('');
  });
});
