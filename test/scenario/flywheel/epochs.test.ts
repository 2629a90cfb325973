import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FlywheelWorld, SECRETS, startFlywheelWorld } from '../../support/app/flywheel.ts';

describe('epochs of the flywheel by hand', () => {
  let world: FlywheelWorld;
  beforeAll(async () => {
    world = await startFlywheelWorld();
  });
  afterEach(() => world.calm());
  afterAll(() => world.close());

  const executed = () => world.plant.effects('epoch.execute');

  it('are simulated first, and a simulation sends nothing', async () => {
    await world.as('ana').command('/flywheel epoch');
    const refusal = await world.as('ana').sees('Run one epoch was not started.');
    expect(refusal.text).toContain('Run flywheel:epoch/simulate first');
    expect(refusal.text).toContain('In the log as run.requirement-missing');
    const before = world.plant.effects('swap.send');
    const card = await world.ran('epoch/simulate', 'Simulate an epoch');
    expect(card.text).toMatch(/✓ \| Fees in USD \| \d/);
    expect(world.plant.effects('swap.send')).toBe(before);
  });

  it('run once after an approval, and their report is shown', async () => {
    await world.ran('epoch/simulate', 'Simulate an epoch');
    const before = executed();
    await world.carriedOut('epoch/once', 'Run one epoch');
    expect(executed() - before).toBe(1);
    expect(world.plant.effects('epoch.overlap')).toBe(0);
    await world.after(['Run one epoch', 'Done after', 'The newest report']);
  });

  it('do not run within five minutes of the last one', async () => {
    await world.ran('epoch/simulate', 'Simulate an epoch');
    await world.carriedOut('epoch/once', 'Run one epoch');
    const before = executed();
    const card = await world.approved('epoch/once', 'Run one epoch');
    await world.comesTo(card, 'it failed');
    const run = await world.after(['Run one epoch', 'Failed after']);
    expect(run.text).toMatch(/✗ \| Since the last epoch/);
    expect(executed()).toBe(before);
  });

  it('5.11 run by the webhook, whose secret nobody reads', async () => {
    await world.ran('epoch/simulate', 'Simulate an epoch');
    const before = executed();
    const card = await world.approved('epoch/trigger', 'Have the service run one epoch');
    await world.comesTo(card, 'Carried out');
    expect(executed() - before).toBe(1);
    const everything = (await world.as('ivan').all()).map(({ text }) => text).join('\n');
    expect(everything).not.toContain(SECRETS.KEYTURN_SECRET_FLYWHEEL_WEBHOOK);
  });

  it('do not run while the breaker is open', async () => {
    await world.ran('epoch/simulate', 'Simulate an epoch');
    world.plant.fault('trip-breaker');
    const before = executed();
    const card = await world.approved('epoch/once', 'Run one epoch');
    await world.comesTo(card, 'it failed');
    expect(executed()).toBe(before);
  });

  it('are not said to run for ever where whoever ran one is gone: that is told, and a restart begins without it', async () => {
    world.plant.epochRuns(true);
    await world.ran('epoch/stuck', 'Look whether an epoch still runs', {
      ended: 'whoever ran it may be gone',
    });
    await world.carriedOut('service/restart', 'Restart the service');
    await world.ran('epoch/stuck', 'Look whether an epoch still runs', { ended: 'No epoch runs.' });
  });
});
