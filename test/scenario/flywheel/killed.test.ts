import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FLYWHEEL } from '../../support/app/flywheel.ts';
import type { FlywheelProcess } from '../../support/app/flywheel-process.ts';
import { openSystemBots, type SystemBots } from '../../support/fault/system-bots.ts';

const because = (action: string) => ({
  _reason: 'somebody else uses the key of the executor',
  _confirmation: action,
});

describe('the executor is compromised, and Keyturn is killed in the middle', () => {
  let bots: SystemBots<FlywheelProcess>;
  beforeAll(async () => {
    bots = await openSystemBots(FLYWHEEL);
    bots.plant.fault('compromise');
  });
  afterAll(() => bots.close());

  it('5.7 while it stops the service: it is stopped, nothing starts it again, and everybody is told once', async () => {
    // The mark is the first effect, the stop the second.
    const dying = await bots.start('after-effect#2');
    const title = 'Stop the service at once';
    const broken = bots.breaksGlass('emergency/stop', title, because('emergency/stop'));
    expect(await dying.gone).toBe('SIGKILL');
    await bots.start();
    await broken;
    await bots.card('ana', title, 'Done after', 'Nothing is spent any more');
    expect(bots.plant.state().service.status).not.toBe('running');
    expect(bots.plant.effects('container.stop')).toBe(1);
    const told = (await bots.visitor.cards('ivan')).filter(
      ({ text }) => text.includes('The flywheel is stopped by Ana Ruiz') && !text.includes('Break'),
    );
    expect(told).toHaveLength(1);
  });
});
