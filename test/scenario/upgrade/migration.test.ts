import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE, startUpgradeWorld, type UpgradeWorld } from '../../support/app/upgrade.ts';

const because = (action: string) => ({ _reason: 'Accounts fail', _confirmation: action });
const TWO = ['ben', 'chen'];
const START = 'Start the migration';
const RETRY = 'Migrate the failed accounts again';
const WATCH = 'Follow the migration';

describe('a migration in which accounts fail', () => {
  let world: UpgradeWorld;
  let proposal: string;
  let job = '';
  beforeAll(async () => {
    world = await startUpgradeWorld();
    proposal = await world.executed();
    world.plant.fault('migration-stalls');
  });
  afterAll(() => world.close());

  const begun = async (action: string, title: string): Promise<string> => {
    await world.carriedOut(action, title, { form: { proposal, ...because(action) }, approvers: TWO });
    const { text } = await world.after([title, 'Done after', 'Job ID']);
    return /Job ID: (\S+)/.exec(text)?.[1] ?? '';
  };

  it('begins once: a second one would take the same accounts', async () => {
    await world.ran('program/verify-upgrade', 'Verify the upgraded program', { form: { proposal } });
    world.plant.fault('accounts-twice');
    await world.ran('accounts/discover', 'Find the accounts to migrate');
    job = await begun('migration/start', START);
    const again = { form: { proposal, ...because('migration/start') }, approvers: TWO };
    await world.failed('migration/start', START, { ended: 'Jobs that are not through', ...again });
    expect(world.plant.performed().filter((effect) => effect === 'migration.start')).toHaveLength(1);
  });

  it('is paused by one person at once, and goes on after the approval of another one', async () => {
    await world.brokenGlass('migration/pause', 'Pause the migration', { form: { job } });
    await world.as('ivan').sees([job, 'is paused'], 'eng-upgrade');
    expect((await world.plant.get(`/migration/${job}/progress`)).body).toMatchObject({ status: 'paused' });
    world.plant.fault('migration-stalls', false);
    world.plant.fault('migration-fails');
    await world.carriedOut('migration/resume', 'Let the migration go on', { form: { job } });
  });

  it('is not called done while accounts have failed: they are counted, listed, and migrated again', async () => {
    await world.asked('migration/watch', WATCH, { form: { job } });
    await world.after(['The job is through', 'Failed after', 'Done, %'], { by: 'ana', leapMs: 2 * MINUTE });
    await world.ran('migration/validate', 'Which accounts failed?', {
      ended: ['Failed after', 'AccountDidNotDeserialize'],
    });
    world.plant.fault('migration-fails', false);
    const second = await begun('migration/retry', RETRY);
    await world.asked('migration/watch', WATCH, { form: { job: second } });
    await world.after(['The job is through', 'Done after'], { by: 'ana', leapMs: 2 * MINUTE });
    await world.ran('migration/validate', 'Which accounts failed?');
    expect((await world.plant.get(`/migration/${second}/progress`)).body).toMatchObject({
      total: 36,
      failed: 0,
    });
  });

  it('leaves a log that verifies', async () => {
    expect((await world.app.verify()).findings).toEqual([]);
  });
});
