import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUR, MINUTE, startUpgradeWorld, type UpgradeWorld } from '../../support/app/upgrade.ts';

const because = (action: string) => ({ _reason: 'Accounts fail', _confirmation: action });
const TWO = ['ben', 'chen'];
const START = 'Start the migration';
const RETRY = 'Migrate the failed accounts again';
const WATCH = 'Follow the migration';
const PAUSE = 'Pause the migration';
/** On the card of a run that looks again later. */
const WAITS = 'Waiting until this holds';

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

  it('5.22 is not told as paused where the service answers each look with 202 for ever', async () => {
    world.plant.fault('migration-accepted');
    await world.brokenGlass('migration/pause', PAUSE, { form: { job } });
    const card = await world.as('ivan').sees([PAUSE, WAITS, 'status 202']);
    world.advance(3 * MINUTE);
    const { text } = await world.as('ivan').reads(card, 'Failed');
    expect(text).toContain('status 202, expected 200');
    const told = await world.as('ivan').sees([job, 'NOT known to be paused'], 'eng-upgrade');
    expect(told.text).toContain('Asked for: “succeeded”');
    expect(told.text).toContain('status 202, expected 200');
    world.plant.fault('migration-accepted', false);
  });

  it('is paused by one person at once, and goes on after the approval of another one', async () => {
    await world.brokenGlass('migration/pause', PAUSE, { form: { job } });
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

  it('5.22 that is answered with 202 for ever is looked at for a day and no longer, and nobody calls it through or failed', async () => {
    world.plant.fault('migration-accepted');
    const card = await world.asked('migration/watch', [WATCH, WAITS, 'status 202'], { form: { job } });
    world.advance(23 * HOUR);
    await world.app.until('another look', async () => {
      const { text } = await world.as('ana').again(card);
      return text !== card.text && text.includes(WAITS);
    });
    world.advance(2 * HOUR);
    const { text, controls } = await world.as('ana').reads(card, 'nobody knows yet whether it will be');
    expect(text).toContain('status 202, expected 200');
    expect(text).not.toMatch(/✗|Failed/);
    expect(controls.map(({ label }) => label)).toEqual(
      expect.arrayContaining([WATCH, 'Pause the migration']),
    );
  });

  it('leaves a log that verifies', async () => {
    expect((await world.app.verify()).findings).toEqual([]);
  });
});
