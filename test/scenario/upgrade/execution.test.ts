import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { versionOf } from '../../../examples/plant/upgrade/src/chain.ts';
import { GOVERNANCE, HOUR, MINUTE, startUpgradeWorld, type UpgradeWorld } from '../../support/app/upgrade.ts';

const because = (action: string) => ({ _reason: 'Reviewed and tested', _confirmation: action });
const TWO = ['ben', 'chen'];

describe('a program upgrade, from its first signature to its last account', () => {
  let world: UpgradeWorld;
  let proposal: string;
  beforeAll(async () => {
    world = await startUpgradeWorld();
    proposal = await world.proposed();
  });
  afterAll(() => world.close());

  it('is signed by three members on their own devices, one by one: nothing that is said here counts', async () => {
    await world.asked('proposal/await-approvals', 'Wait for the signatures', { form: { proposal } });
    for (const [index, member] of [1, 1, 4].entries()) {
      await world.plant.sign(member, proposal);
      await world.after(`${index === 2 ? 2 : 1} of 3 signatures`, { by: 'ana', leapMs: 15 * MINUTE });
    }
    expect(world.proposal().approvals).toHaveLength(2);
    await world.plant.sign(5, proposal);
    await world.after([proposal, 'has its three signatures'], {
      by: 'ana',
      leapMs: 15 * MINUTE,
      channel: GOVERNANCE,
    });
  });

  it('waits for 48 hours by the clock of the cluster, whoever agrees before', async () => {
    await world.ran('timelock/remaining', 'Time left in the timelock', { form: { proposal } });
    await world.as('ivan').sees([proposal, 'hours are left']);
    const announced = await world.approved('proposal/announce', 'Announce an upgrade', {
      form: {
        proposal,
        changes: 'Improved liquidation logic',
        explanation: 'Positions close sooner',
        diff: 'https://github.com/acme/program/compare/v1...v2',
        downtime: 'None',
      },
    });
    await world.comesTo(announced, 'Carried out');
    await world
      .as('ivan')
      .sees(['It executes after', 'Positions close sooner', 'Expected downtime'], 'announcements-upgrade');

    const members = { approvers: ['dora', 'emil'], form: { proposal, ...because('proposal/execute') } };
    await world.failed('proposal/execute', 'Execute an upgrade', {
      ended: 'end of the timelock',
      ...members,
    });
    expect(world.proposal().status).toBe('approved');
    await world.asked('timelock/await', 'Wait for the end of the timelock', { form: { proposal } });
    await world.after([proposal, 'It can be executed.'], {
      by: 'ana',
      leapMs: 12 * HOUR,
      channel: GOVERNANCE,
    });

    const executed = await world.approved('proposal/execute', 'Execute an upgrade', members);
    await world.confirms('goran', 'Execute an upgrade', 'Does an explorer, and not the service');
    await world.comesTo(executed, 'Carried out');
    expect(await readdir(join(world.plant.checkout, 'backups'))).toContainEqual(
      expect.stringMatching(/^program_v1\.0\.0_[0-9a-f]{12}\.so$/),
    );
    expect(versionOf(world.plant.state().program.code)).toBe('2.0.0');
  });

  it('is followed until the cluster shows the hash of the proposal and the new version', async () => {
    await world.ran('transaction/confirm', 'Follow a transaction', {
      form: {
        signature: world.proposal().signature ?? '',
      },
    });
    await world.ran('program/verify-upgrade', 'Verify the upgraded program', { form: { proposal } });
    await world.ran('program/verify-idl', 'Verify the version of the program', {
      form: { version: '2.0.0' },
    });
    await world.ran('program/verify-idl', 'Verify the version', {
      ended: ['Failed after', '2.0.0'],
      form: { version: '2.0.1' },
    });
  });

  it('ends with every account in the new layout', async () => {
    await world.ran('accounts/discover', 'Find the accounts to migrate');
    await world.carriedOut('migration/start', 'Start the migration', {
      form: { proposal, ...because('migration/start') },
      approvers: TWO,
    });
    const { text } = await world.after(['Start the migration', 'Done after']);
    const job = /Job ID: (\S+)/.exec(text)?.[1] ?? '';
    await world.asked('migration/watch', 'Follow the migration', { form: { job } });
    await world.after(['The job is through', 'Done after'], { by: 'ana', leapMs: 2 * MINUTE });
    const progress = await world.ran('migration/progress', 'Progress of the migration', { form: { job } });
    for (const line of ['total: 240', 'completed: 240', 'percentage: 100', 'status: completed']) {
      expect(progress.text).toContain(line);
    }
    await world.ran('migration/validate', 'Which accounts failed?');
    expect(world.plant.performed().filter((effect) => effect === 'proposal.execute')).toHaveLength(1);
  });

  it('leaves a log that verifies', async () => {
    expect((await world.app.verify()).findings).toEqual([]);
  });
});
