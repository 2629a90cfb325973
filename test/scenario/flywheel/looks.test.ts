import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FlywheelWorld, startFlywheelWorld } from '../../support/app/flywheel.ts';

describe('a look at the flywheel', () => {
  let world: FlywheelWorld;
  beforeAll(async () => {
    world = await startFlywheelWorld();
  });
  afterEach(() => world.calm());
  afterAll(() => world.close());

  it.each<[string, string, readonly (string | RegExp)[]]>([
    ['chain/executor-balance', 'Balance of the executor', [/SOL/]],
    ['chain/fee-collector-balance', 'Balance of the fee collector', [/SOL/]],
    ['chain/token-accounts', 'Token account of the executor', [/\d/]],
    ['quote/show', 'Quote of the exchange', [/✓/]],
    ['reports/errors', 'Errors of the newest report', ['Done after']],
    ['reports/quote', 'Quote of the newest report', ['✓ Within the limit']],
    ['logs/errors', 'Errors in the newest lines', ['Done after']],
    ['logs/export', 'Export the log', ['✓ Write it']],
    ['snapshot/take', 'Take a snapshot of the balances', ['✓ It is of now']],
    ['interval/troubles', 'What the log says against another interval', ['Done after']],
  ])('"%s" shows what the document wants to see', async (action, title, wanted) => {
    const asked = action === 'quote/show' ? { form: { amount: '1000000' } } : {};
    const card = await world.ran(action, title, asked);
    expect(card.text).not.toContain('✗');
    for (const one of wanted) expect(card.text).toMatch(one);
  });

  it('reads the newest lines of the log, as many as somebody wants', async () => {
    const card = await world.ran('logs/tail', 'Newest lines of the log', {
      form: {
        lines: '5',
        service: 'x-coin-flywheel',
      },
    });
    expect(card.text).toContain('x-coin-flywheel is up');
  });

  it('shows a transaction whose signature somebody has', async () => {
    world.plant.fault('high-fees');
    const { signature } = world.plant.state().transactions.at(-1) ?? {};
    if (signature === undefined) throw new Error('the plant has no transaction');
    const card = await world.ran('chain/transaction', 'Inspect a transaction', { form: { signature } });
    expect(card.text).toMatch(/✓ \| State \| Finalized/);
  });

  it('L47-48 is left by one person who kills the service, of whom another one says whether it was right', async () => {
    await world.brokenGlass('emergency/kill', 'Kill the service');
    await world.after(['Kill the service', 'Done after']);
    expect(world.plant.state().service.status).not.toBe('running');
    await world.carriedOut('service/start', 'Start the service');
    expect(world.plant.state().service.status).toBe('running');
  });

  it('L11-14 begins settings from the example only where there are none', async () => {
    const title = 'Begin settings from the example';
    await world.carriedOut('dev/copy-settings', title);
    const again = await world.approved('dev/copy-settings', title);
    await world.comesTo(again, 'it failed');
    await world.after([title, 'Failed after', 'There is no .env']);
  });
});
