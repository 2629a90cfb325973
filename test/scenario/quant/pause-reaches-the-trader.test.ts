import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type QuantWorld, startQuantWorld } from '../../support/app/quant.ts';

const FORM = {
  ticket: 'INC-42',
  // Whoever types this may not make a program of it.
  what: `'"); import os; os.system("touch pwned") #`,
  _reason: 'It loses money',
  _confirmation: 'trading/pause',
};

describe('a pause that provably reaches the running trader', () => {
  let world: QuantWorld;
  beforeAll(async () => {
    world = await startQuantWorld();
  });
  afterEach(() => world.calm());
  afterAll(() => world.close());

  const trader = () => world.plant.state().trader;
  const runs = () => world.plant.state().units['quant-trader'].active;

  async function isStoppedInstead(): Promise<string> {
    await world.brokenGlass('trading/pause', 'Pause trading', { form: FORM });
    const { text } = await world.after(['The pause is NOT proved'], {
      channel: 'incident-response',
    });
    expect(runs()).toBe(false);
    await world.after(['Pause trading', 'Failed after']);
    return text;
  }

  it('is done when the trader itself gives back the reason of this run, to the letter, and has not traded since', async () => {
    const preview = await world.asked('trading/pause', 'Break the glass? Pause trading', { form: FORM });
    expect(preview.text).toContain('scripts/pause.py');
    await world.as('ana').click(preview, 'Break the glass now');
    await world.after(['Pause trading', 'Done after', 'The trader itself says that it is paused']);
    expect(trader().breaker.reason).toMatch(
      /^\[run-\S+ 20\S+Z\] Incident response - INC-42: '"\); import os; os\.system\("touch pwned"\) #$/,
    );
    expect(runs()).toBe(true);
    await world.after(['Trading is paused since', 'INC-42'], { channel: 'incident-response' });
  });

  it('stops the unit where a fresh import took the pause and the trader never heard of it', async () => {
    world.plant.fault('fresh-import');
    const before = world.plant.effects('trading.pause');
    const text = await isStoppedInstead();
    expect(world.plant.effects('trading.pause')).toBe(before);
    expect(text).toContain('The unit of the trader is stopped instead');
  });

  it('stops the unit where the trader takes the pause and does not heed it', async () => {
    world.plant.fault('deaf');
    await isStoppedInstead();
  });

  it('stops the unit where the trader says that it is paused, and trades on', async () => {
    world.plant.fault('trades-on');
    await isStoppedInstead();
  });

  it('stops the unit also where the trader does not end when it is asked to', async () => {
    world.plant.fault('fresh-import');
    world.plant.fault('slow-stop');
    await isStoppedInstead();
  });
});
