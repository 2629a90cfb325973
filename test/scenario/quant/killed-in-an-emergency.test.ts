import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QUANT } from '../../support/app/quant.ts';
import type { QuantProcess } from '../../support/app/quant-process.ts';
import { openSystemBots, type SystemBots } from '../../support/fault/system-bots.ts';

describe('an emergency in the middle of which Keyturn dies by kill -9', () => {
  let bots: SystemBots<QuantProcess>;
  beforeAll(async () => {
    bots = await openSystemBots(QUANT);
  });
  afterAll(() => bots.close());

  it('5.7 pauses the trader all the same, and proves it for this very run', async () => {
    const dying = await bots.start('after-effect');
    const broken = bots.breaksGlass('trading/pause', 'Pause trading', {
      ticket: 'INC-42',
      what: 'One trade lost 620 USD',
      _reason: 'It loses money',
      _confirmation: 'trading/pause',
    });
    expect(await dying.gone).toBe('SIGKILL');
    expect(bots.plant.state().trader.breaker.open).toBe(true);

    await bots.start();
    await broken;
    const { id } = await bots.card(
      'ana',
      'Pause trading',
      'Done after',
      'The trader itself says that it is paused',
    );
    expect(bots.plant.state().trader.breaker.reason).toContain(`[${id} `);
  });

  it('5.7 shuts down all the same: the script has run once, and no unit is left', async () => {
    const dying = await bots.start('after-effect');
    const broken = bots.breaksGlass('emergency/shutdown', 'Emergency shutdown', {
      cause: 'Uncontrolled losses',
      details: '',
      _reason: 'It loses money',
      _confirmation: 'emergency/shutdown',
    });
    expect(await dying.gone).toBe('SIGKILL');
    expect(bots.plant.state().units['quant-trader'].active).toBe(true);

    await bots.start();
    await broken;
    await bots.card('ana', 'Emergency shutdown', 'Done after');
    expect(Object.values(bots.plant.state().units).some(({ active }) => active)).toBe(false);
    const log = readFileSync(join(bots.plant.host.logs, 'emergency-shutdown.log'), 'utf8');
    expect(log.match(/Uncontrolled losses/g)).toHaveLength(1);
  });
});
