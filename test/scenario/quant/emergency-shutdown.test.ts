import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type QuantWorld, startQuantWorld } from '../../support/app/quant.ts';

const TITLE = 'Emergency shutdown';
const FORM = {
  cause: 'Security breach detected',
  details: 'an unknown session',
  _reason: 'Somebody else is in the system',
  _confirmation: 'emergency/shutdown',
};
const TWO = ['ben', 'chen'];

describe('the emergency shutdown', () => {
  let world: QuantWorld;
  beforeAll(async () => {
    world = await startQuantWorld();
  });
  afterEach(() => world.calm());
  afterAll(() => world.close());

  const running = () => Object.values(world.plant.state().units).filter(({ active }) => active).length;

  it('stops what the script only says that it stops, and is done when nothing is left', async () => {
    await world.brokenGlass('emergency/shutdown', TITLE, { form: FORM });
    await world.after([TITLE, 'Done after', 'every unit is stopped']);
    expect(world.plant.state().trader.shutdown).toBe(true);
    expect(running()).toBe(0);
    await expect(fetch(`${world.plant.trader}/api/health`)).rejects.toThrow();
    expect(world.plant.state().sent.at(-1)?.to).toBe('emergency@example.com');
    const log = readFileSync(join(world.plant.host.logs, 'emergency-shutdown.log'), 'utf8');
    expect(log).toMatch(/^20\d\d-\d\d-\d\dT.* - Security breach detected \(run-\w+\) an unknown session$/m);
  });

  it.each(['fresh-import', 'mail-down', 'deaf'] as const)(
    'stops the trader all the same, and says that nothing is proved: %s',
    async (fault) => {
      world.plant.fault(fault);
      await world.brokenGlass('emergency/shutdown', TITLE, { form: FORM });
      const said = await world.after(['The emergency shutdown is NOT proved'], {
        channel: 'incident-response',
      });
      expect(said.text).toContain('Every service is stopped all the same');
      // What did it stands there as well, in the order in which it was done.
      const [tried, stopped] = ['Shut down', 'If it fails: Stop the trader all the same'].map((step) =>
        said.text.indexOf(step),
      );
      expect(tried).toBeGreaterThanOrEqual(0);
      expect(stopped).toBeGreaterThan(tried ?? 0);
      expect(running()).toBe(0);
      expect(world.plant.state().units['quant-trader'].active).toBe(false);
      await world.after([TITLE, 'Failed after']);
    },
  );

  it('leads back over services that come up paused, to a share of the usual size, by two people each', async () => {
    await world.brokenGlass('emergency/shutdown', TITLE, { form: FORM });
    await world.after([TITLE, 'Done after']);
    const start = await world.approved('services/start', 'Start the services again', {
      form: { _reason: 'the breach is over', _confirmation: 'services/start' },
      approvers: TWO,
    });
    await world.after(['Start the services again', 'Done after']);
    await world.comesTo(start, 'Carried out');
    expect(running()).toBe(3);
    expect(world.plant.state().trader.shutdown).toBe(true);

    await world.approved('trading/resume', 'Resume trading', {
      form: { share: '25', _reason: 'the breach is over', _confirmation: 'trading/resume' },
      approvers: TWO,
    });
    await world.after(['Resume trading', 'Done after', 'share: 25']);
    await world.after(['The trader trades again, with 25% of its usual size']);
    expect(world.plant.state().trader).toMatchObject({ shutdown: false, sizePercent: 25 });
  });
});
