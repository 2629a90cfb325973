import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FEE_COLLECTOR } from '../../../examples/plant/flywheel/src/addresses.ts';
import { type FlywheelWorld, SECRETS, startFlywheelWorld } from '../../support/app/flywheel.ts';

const TWO = ['ben', 'chen'];
const HOUR = 3_600_000;

describe('what epochs of the flywheel go by', () => {
  let world: FlywheelWorld;
  beforeAll(async () => {
    world = await startFlywheelWorld();
  });
  afterEach(() => world.calm());
  afterAll(() => world.close());

  const runsWith = (name: string) => world.plant.state().service.env[name];
  const executed = () => world.plant.effects('epoch.execute');
  const sure = (action: string) => ({ _reason: 'it was agreed on', _confirmation: action });

  it('L361-369 change to another RPC endpoint once that answers, and not back to one that does not', async () => {
    world.plant.fault('rpc-limited');
    await world.ran('epoch/simulate', 'Simulate an epoch', { ended: 'Failed after' });
    const card = await world.approved('rpc/use-backup', 'Use the second RPC endpoint');
    expect(card.text).toContain('SOLANA_RPC_URL: fingerprint ');
    await world.comesTo(card, 'Carried out');
    expect(runsWith('SOLANA_RPC_URL')).toBe(`${world.plant.url}/rpc/ankr`);
    await world.ran('epoch/simulate', 'Simulate an epoch');
    const back = await world.approved('rpc/use-main', 'Use the first RPC endpoint again');
    await world.comesTo(back, 'it failed');
    expect(runsWith('SOLANA_RPC_URL')).toBe(`${world.plant.url}/rpc/ankr`);
  });

  it('L371-374, L548-550 change their interval within its bounds, with what speaks against it', async () => {
    const title = 'Change the interval of epochs';
    await world.as('ana').command('/ops run', { action: 'flywheel:interval/set' });
    await world.as('ana').submit({ seconds: '299' });
    const form = await world.as('ana').form();
    expect(form.fields.find(({ name }) => name === 'seconds')?.error).toContain('300');
    await world.as('ana').submit({ seconds: '7200' });
    const card = await world.as('ivan').sees(`Approval needed: ${title}`);
    await world.as('ben').click(card, 'Approve');
    await world.comesTo(card, 'Carried out');
    expect(runsWith('EPOCH_INTERVAL_SECONDS')).toBe('7200');
    const run = await world.after([title, 'Done after']);
    expect(run.text).toContain('Refusals of the RPC endpoint, against shorter epochs');
  });

  it('L313-314 do not begin by themselves until somebody lets them, who is reminded of it', async () => {
    const until = new Date(world.app.clock.now().getTime() + 24 * HOUR).toISOString();
    const before = executed();
    await world.carriedOut('scheduler/pause', 'Let no epoch begin by itself', { form: { until } });
    expect(runsWith('ENABLE_SCHEDULER')).toBe('false');
    world.advance(7 * HOUR);
    await world.as('ivan').sees(`No epoch begins by itself any more, until`);
    await world.as('ana').sees('Take it back');
    expect(executed()).toBe(before);
    await world.carriedOut('scheduler/resume', 'Let epochs begin by themselves again');
    await world.app.until('an epoch is executed', () => executed() > before);
  });

  it('L147-154 buy ads by hand or not at all by one other person, and without a human by two', async () => {
    const title = 'Change the mode of ads';
    await world.carriedOut('ads/mode', title, { form: { mode: 'dry-run' } });
    expect(runsWith('ADS_ENGINE_MODE')).toBe('dry-run');
    await world.carriedOut('ads/mode-api', 'Let the service buy ads by itself', {
      form: sure('ads/mode-api'),
      approvers: TWO,
    });
    expect(runsWith('ADS_ENGINE_MODE')).toBe('api');
  });

  it('L281, L286 get the known fee collector back, and find their fees again', async () => {
    world.plant.fault('wrong-collector');
    const compare = 'Compare the fee collector with the settings';
    const compared = await world.ran('fees/check-collector', compare, { ended: 'Failed after' });
    expect(compared.controls.map(({ label }) => label)).toContain('Write the known fee collector');
    await world.carriedOut('fees/set-collector', 'Write the known fee collector', {
      form: sure('fees/set-collector'),
      approvers: TWO,
    });
    expect(runsWith('FEE_COLLECTOR_PUBKEY')).toBe(FEE_COLLECTOR);
    await world.ran('fees/check-collector', compare);
    const fees = await world.ran('fees/show', 'Uncollected fees');
    expect(fees.text).not.toContain('uncollectedUsd: 0\n');
  });

  it('L488-496 are triggered with the new secret of the webhooks, which nobody reads', async () => {
    const { env } = world.plant.host;
    const old = readFileSync(env, 'utf8').replace(/WEBHOOK_SECRET=.*/, 'WEBHOOK_SECRET=secret-of-last-year');
    writeFileSync(env, old);
    await world.carriedOut('service/recreate', 'Create the container anew');
    await world.ran('epoch/simulate', 'Simulate an epoch');
    const refused = await world.approved('epoch/trigger', 'Have the service run one epoch');
    await world.comesTo(refused, 'it failed');

    await world.carriedOut('webhook/use-secret', 'Let the service use the new secret of the webhooks', {
      form: sure('webhook/use-secret'),
      approvers: TWO,
    });
    const before = executed();
    await world.carriedOut('epoch/trigger', 'Have the service run one epoch');
    expect(executed() - before).toBe(1);
    const everything = (await world.as('ivan').all()).map(({ text }) => text).join('\n');
    for (const secret of [SECRETS.KEYTURN_SECRET_FLYWHEEL_WEBHOOK, 'secret-of-last-year'])
      expect(everything).not.toContain(secret);
  });
});
