import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FlywheelWorld, SECRETS, startFlywheelWorld } from '../../support/app/flywheel.ts';

const TWO = ['ben', 'chen'];
const SLIPPAGE = 'Change the highest slippage';
const BUDGET = 'Change the budget of an epoch';

describe('the settings of the flywheel', () => {
  let world: FlywheelWorld;
  beforeAll(async () => {
    world = await startFlywheelWorld();
  });
  afterEach(() => world.calm());
  afterAll(() => world.close());

  const text = () => readFileSync(world.plant.host.env, 'utf8');
  const runsWith = (name: string) => world.plant.state().service.env[name];
  const byHand = (from: string, to: string) => writeFileSync(world.plant.host.env, text().replace(from, to));
  const slippage = (bps: string) => ({
    bps,
    _reason: 'the pool is thin',
    _confirmation: 'slippage/set',
  });
  const budget = (usd: string) => ({ usd, _reason: 'the pool is thin', _confirmation: 'budget/set' });

  it('L134-136 has both shares changed at once, and never ones that do not add up', async () => {
    const title = 'Change the shares of buybacks and ads';
    await world.as('ana').command('/ops run', { action: 'flywheel:strategy/set' });
    await world.as('ana').submit({ buyback: '60', ads: '30' });
    const refused = JSON.stringify((await world.as('ana').form()).fields);
    expect(refused).toContain('90 together');
    expect(refused).toContain('Give values that add up to 100.');
    expect(text()).toContain('BUYBACK_PERCENT=70\nADS_PERCENT=30\n');

    const card = await world.approved('strategy/set', title, { form: { buyback: '60', ads: '40' } });
    expect(card.text).toContain('BUYBACK_PERCENT: 70 -> 60');
    await world.comesTo(card, 'Carried out');
    expect(text()).toContain('# Must add up to 100\nBUYBACK_PERCENT=60\nADS_PERCENT=40\n');
    expect([runsWith('BUYBACK_PERCENT'), runsWith('ADS_PERCENT')]).toEqual(['60', '40']);
    await world.as('ivan').sees('Buybacks get 60% and ads 40% of the fees, after 70% and 30%.');
  });

  it('L161, L303-306 has two people loosen the slippage for a day, and one tighten it', async () => {
    await world.ran('settings/show', 'Settings of the service');
    const card = await world.approved('slippage/set', SLIPPAGE, { form: slippage('500') });
    await world.as('ivan').reads(card, '1 of 2');
    expect(text()).toContain('MAX_SLIPPAGE_BPS=300 # 3%');
    await world.as('chen').click(card, 'Approve');
    await world.comesTo(card, 'Carried out');
    expect(text()).toContain('MAX_SLIPPAGE_BPS=500 # 3%');
    expect(runsWith('MAX_SLIPPAGE_BPS')).toBe('500');

    world.advance(25 * 3_600_000);
    await world.as('ana').sees('Take it back');
    await world.ran('settings/show', 'Settings of the service');
    const back = { former: '300', _reason: 'the day is over', _confirmation: 'slippage/back' };
    await world.carriedOut('slippage/back', 'Put the former slippage back', { form: back });
    expect(runsWith('MAX_SLIPPAGE_BPS')).toBe('300');
  });

  it('refuses at the form what is out of its bounds', async () => {
    await world.as('ana').command('/ops run', { action: 'flywheel:slippage/set' });
    await world.as('ana').submit(slippage('1001'));
    const form = await world.as('ana').form();
    expect(form.fields.find(({ name }) => name === 'bps')?.error).toContain('1000');
  });

  it('refuses to write over what somebody else has changed since it was asked for', async () => {
    await world.as('ana').command('/ops run', { action: 'flywheel:budget/set' });
    await world.as('ana').submit(budget('500'));
    const card = await world.as('ivan').sees(`Approval needed: ${BUDGET}`);
    byHand('EPOCH_INTERVAL_SECONDS=3600', 'EPOCH_INTERVAL_SECONDS=7200');
    const before = text();
    for (const who of TWO) await world.as(who).click(card, 'Approve');
    await world.comesTo(card, 'it failed');
    expect(text()).toBe(before);
  });

  it('puts the old value back when the service does not come up with the new one', async () => {
    const before = text();
    world.plant.fault('no-start');
    const card = await world.approved('budget/set', BUDGET, { form: budget('500'), approvers: TWO });
    await world.app.until('it was started anew', () => world.plant.state().service.status === 'exited');
    await world.comesTo(card, 'it failed');
    await world.as('ivan').sees([BUDGET, 'x-coin-flywheel does not run: it is exited (1)']);
    expect(text()).toBe(before);
  });

  it('L312-314 lets no epoch begin by itself until somebody lets them go on', async () => {
    const until = new Date(world.app.clock.now().getTime() + 3_600_000).toISOString().replace(/\.\d+/, '');
    await world.carriedOut('scheduler/pause', 'Let no epoch begin by itself', { form: { until } });
    expect(runsWith('ENABLE_SCHEDULER')).toBe('false');
    await world.carriedOut('scheduler/resume', 'Let epochs begin by themselves again');
    expect(runsWith('ENABLE_SCHEDULER')).toBe('true');
  });

  it('L492-496 lets the service use the secret that is kept for it, and shows it to nobody', async () => {
    byHand(SECRETS.KEYTURN_SECRET_FLYWHEEL_WEBHOOK, 'a-former-secret');
    const form = { _reason: 'ninety days are over', _confirmation: 'webhook/use-secret' };
    const title = 'Let the service use the new secret of the webhooks';
    await world.carriedOut('webhook/use-secret', title, { form, approvers: TWO });
    expect(runsWith('WEBHOOK_SECRET')).toBe(SECRETS.KEYTURN_SECRET_FLYWHEEL_WEBHOOK);
    const everything = (await world.as('ivan').all()).map(({ text }) => text).join('\n');
    for (const secret of [SECRETS.KEYTURN_SECRET_FLYWHEEL_WEBHOOK, 'a-former-secret'])
      expect(everything).not.toContain(secret);
  });

  it('finds every setting that the container does not run with, secrets included', async () => {
    const drift = 'Compare the settings with what the service runs with';
    byHand('EPOCH_INTERVAL_SECONDS=3600', 'EPOCH_INTERVAL_SECONDS=7200');
    byHand('WEBHOOK_SECRET=', 'WEBHOOK_SECRET=other-');
    byHand('/rpc/mainnet-beta', '/rpc/ankr');
    const card = await world.ran('settings/drift', drift, { ended: 'Failed after' });
    for (const label of [
      'Seconds between epochs',
      'The same RPC endpoint',
      'The same secret of the webhooks',
    ])
      expect(card.text).toContain(`✗ | ${label}`);
    expect(card.text).toContain('✓ | Share of ads in %');
    expect(card.text).not.toContain('webhook-secret');
  });

  it('L138-139 shows what does not count yet, which a restart leaves so', async () => {
    byHand('MAX_SLIPPAGE_BPS=300', 'MAX_SLIPPAGE_BPS=250');
    const drift = 'Compare the settings with what the service runs with';
    const card = await world.ran('settings/drift', drift, { ended: 'Failed after' });
    expect(card.text).toMatch(/✗ \| Highest slippage in bps \| "300"/);
    await world.carriedOut('service/restart', 'Restart the service');
    expect(runsWith('MAX_SLIPPAGE_BPS')).toBe('300');
    await world.carriedOut('service/recreate', 'Create the container anew');
    expect(runsWith('MAX_SLIPPAGE_BPS')).toBe('250');
  });
});
