import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type QuantWorld, startQuantWorld } from '../../support/app/quant.ts';

const RESUME = { share: '10', _reason: 'the setting was changed', _confirmation: 'trading/resume' };

describe('the settings of the trader', () => {
  let world: QuantWorld;
  let file: string;
  let untouched: string;
  beforeAll(async () => {
    world = await startQuantWorld();
    file = join(world.plant.host.root, 'config', 'trading.yaml');
    untouched = readFileSync(file, 'utf8');
  });
  afterEach(() => world.calm());
  afterAll(() => world.close());

  const running = async () =>
    (await (await fetch(`${world.plant.trader}/api/settings`)).json()) as Record<string, unknown>;

  it('are changed after somebody has seen old and new, and every other line of the file stays', async () => {
    const card = await world.approved('settings/gas-limit', 'Change the gas limit', {
      form: { gas: '600000' },
      approvers: ['ben'],
    });
    expect(card.text).toMatch(/450000.*600000/s);
    await world.after(['Change the gas limit', 'Done after', 'paused until it is resumed']);
    expect(readFileSync(file, 'utf8')).toBe(untouched.replace('450000', '600000'));
    expect(await running()).toMatchObject({ gas_limit: 600_000, reevaluate: false });

    expect(world.plant.state().trader.breaker.open).toBe(true);
    await world.approved('trading/resume', 'Resume trading', { form: RESUME, approvers: ['ben', 'chen'] });
    await world.after(['Resume trading', 'Done after', 'share: 10']);
    await world.after(['The trader trades again, with 10% of its usual size']);
    expect(world.plant.state().trader).toMatchObject({ breaker: { open: false }, sizePercent: 10 });
    writeFileSync(file, untouched);
  });

  it.each([
    ['settings/trade-size', 'Change the size of trades', { usd: '2500' }, { max_trade_usd: 2_500 }],
    [
      'settings/pool-depth',
      'Change the limit of the pool depth',
      { usd: '400000' },
      { min_pool_depth_usd: 400_000 },
    ],
    ['settings/least-profit', 'Change the least profit of a trade', { usd: '5' }, { min_profit_usd: 5 }],
    [
      'settings/request-rate',
      'Change how often endpoints are asked',
      { rate: '10' },
      { requests_per_second: 10 },
    ],
  ] as const)('have the trader run with what was agreed to: %s', async (action, title, form, value) => {
    await world.approved(action, title, { form, approvers: ['ben'] });
    await world.after([title, 'Done after', 'paused until it is resumed']);
    expect(await running()).toMatchObject(value);
    writeFileSync(file, untouched);
  });

  it('say true and false as the file does', async () => {
    await world.approved('settings/reevaluation', 'Evaluate trades again before they are sent', {
      form: { again: 'true' },
      approvers: ['ben'],
    });
    await world.after(['Evaluate trades again before they are sent', 'Done after']);
    expect(await running()).toMatchObject({ reevaluate: true });
    writeFileSync(file, untouched);
  });

  it('are put back where the trader does not start with the new one', async () => {
    await world.approved('settings/slippage', 'Change the slippage tolerance', {
      form: { bps: '250' },
      approvers: ['ben'],
    });
    await world.after(['Change the slippage tolerance', 'Failed after']);
    const said = await world.after(['The setting of the trader was taken back', 'runs with the old value']);
    expect(said.text).toContain('That it stands in its file again: “succeeded”');
    expect(readFileSync(file, 'utf8')).toBe(untouched);
    expect(await running()).toMatchObject({ slippage_bps: 50 });
  });

  it('restart nothing where somebody changed the file since the plan', async () => {
    await world.as('ana').command('/ops run', { action: 'quant:settings/gas-limit' });
    await world.as('ana').submit({ gas: '700000' });
    const card = await world.as('ivan').sees(['Approval needed: Change the gas limit', '700000']);
    const edited = untouched.replace('450000', '460000');
    writeFileSync(file, edited);
    const { pid } = world.plant.state().units['quant-trader'];
    await world.as('ben').click(card, 'Approve');
    await world.after(['Change the gas limit', 'Failed after']);
    await world.after(['The setting of the trader was not changed', 'The change: “failed”']);
    expect(readFileSync(file, 'utf8')).toBe(edited);
    expect(world.plant.state().units['quant-trader'].pid).toBe(pid);
    writeFileSync(file, untouched);
  });

  it('take nothing beyond their limit', async () => {
    await world.as('ana').command('/ops run', { action: 'quant:settings/slippage' });
    await world.as('ana').submit({ bps: '301' });
    await world.app.until('the form says what is wrong', async () => {
      const { fields } = await world.as('ana').form();
      return fields.some(({ error = '' }) => error.includes('300'));
    });
    expect(readFileSync(file, 'utf8')).toBe(untouched);
  });

  it('show where the file was changed and the process was not', async () => {
    writeFileSync(file, untouched.replace('min_profit_usd: 3.5', 'min_profit_usd: 9'));
    const card = await world.ran('settings/show', 'Settings of the trader', { ended: 'Failed after' });
    expect(card.text).toMatch(/✗ \| Least expected profit in USD \| 3\.5 \| 9/);
    writeFileSync(file, untouched);
  });
});
