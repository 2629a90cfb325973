import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXECUTOR } from '../../../examples/plant/flywheel/src/addresses.ts';
import { pubkeyIn } from '../../../examples/plant/kit/keys.ts';
import { type FlywheelWorld, startFlywheelWorld } from '../../support/app/flywheel.ts';

const REASON = { _reason: 'ninety days are over' };
const TWO = ['ben', 'chen'];
const ASSETS = 'What the wallet of a key holds';
const OLD = { old: 'executor-old' };
const FUND = 'Fund the new wallet for gas';
const VERIFY = 'Look which key the service signs with';

describe("the rotation of the executor's key", () => {
  let world: FlywheelWorld;
  beforeAll(async () => {
    world = await startFlywheelWorld();
  });
  afterAll(() => world.close());

  const keyFile = (name: string) => join(world.plant.host.secure, `${name}.json`);
  const newAddress = () => pubkeyIn(keyFile('executor-new'));
  const lamports = () => world.plant.state().wallets[newAddress()]?.lamports;
  const move = () => ({ ...REASON, to: newAddress(), new: 'executor-new', old: 'executor-old' });

  it('funds the new key within a bound, by the key that it replaces', async () => {
    const made = { ...REASON, name: 'executor-new', _confirmation: 'executor/generate' };
    const generate = 'Generate a new key for the executor';
    await world.carriedOut('executor/generate', generate, { form: made, approvers: TWO });
    const fund = { ...move(), _confirmation: 'executor/fund' };
    await world.as('ana').command('/ops run', { action: 'flywheel:executor/fund' });
    await world.as('ana').submit({ ...fund, amount: '5' });
    const form = await world.as('ana').form();
    expect(form.fields.find(({ name }) => name === 'amount')?.error).toContain('0.5');
    await world.as('ana').submit({ ...fund, amount: '0.1' });
    const card = await world.as('ivan').sees(`Approval needed: ${FUND}`);
    for (const who of TWO) await world.as(who).click(card, 'Approve');
    await world.comesTo(card, 'Carried out');
    expect(lamports()).toBe(100_000_000);
  });

  it('asks people about a transfer whose confirmation was not seen, and goes on where they say that it arrived', async () => {
    const form = { ...move(), amount: '0.2', _confirmation: 'executor/fund' };
    world.plant.fault('lost-confirmation');
    const card = await world.approved('executor/fund', FUND, { form, approvers: TWO });
    const run = await world.after([FUND, 'Nobody knows whether "Send it" took effect']);
    expect(run.text).toContain('unable to confirm transaction');
    expect(lamports()).toBe(300_000_000);
    for (const who of TWO) {
      await world.as(who).click(run, 'It was done');
      await world.as(who).submit({ reason: 'It is in the history of the executor' });
    }
    await world.comesTo(card, 'Carried out');
    expect(world.plant.effects('sol.transfer')).toBe(2);
    world.plant.fault('lost-confirmation', false);
  });

  it('sends nothing again where as much had arrived, and asks nobody', async () => {
    const form = { ...move(), amount: '0.2', _confirmation: 'executor/fund' };
    const again = await world.approved('executor/fund', FUND, { form, approvers: TWO });
    await world.comesTo(again, 'it failed');
    const run = await world.as('ivan').sees([FUND, '✗ | SOL in the new wallet before']);
    expect(run.text).toContain('Newest transactions of the executor');
    expect(world.plant.effects('sol.transfer')).toBe(2);
    expect(lamports()).toBe(300_000_000);
  });

  it('never makes a key in the place of another one', async () => {
    const form = { ...REASON, name: 'executor-old', _confirmation: 'executor/generate' };
    const generate = 'Generate a new key for the executor';
    const card = await world.approved('executor/generate', generate, { form, approvers: TWO });
    await world.comesTo(card, 'it failed');
    expect(pubkeyIn(keyFile('executor-old'))).toBe(EXECUTOR.pubkey);
  });

  it('stops, lets the service use the new key, simulates and starts', async () => {
    await world.carriedOut('service/stop', 'Stop the service');
    const use = { ...REASON, name: 'executor-new', _confirmation: 'executor/use' };
    await world.carriedOut('executor/use', 'Let the service use another key', { form: use, approvers: TWO });
    expect(readFileSync(world.plant.host.env, 'utf8')).toContain('executor-new.json');
    await world.ran('epoch/simulate', 'Simulate an epoch');
    await world.carriedOut('service/start', 'Start the service');
    const verified = await world.ran('executor/verify', VERIFY, { form: { name: 'executor-new' } });
    expect(verified.text).toContain(newAddress());
  });

  it('asks somebody else before a key is archived that still holds something', async () => {
    const form = { ...REASON, old: 'executor-old', _confirmation: 'executor/archive' };
    await world.approved('executor/archive', 'Archive the old key', { form, approvers: TWO });
    const run = await world.as('ana').sees(['Archive the old key', 'The old wallet still holds SOL']);
    await world.as('ben').click(run, 'Not done');
    await world.as('ben').submit({ evidence: 'it has to be moved first' });
    const failed = await world.as('ivan').reads(run, 'Failed after');
    expect(failed.text).toContain('Ben Okafor said that it was not done');
    expect(existsSync(keyFile('executor-old'))).toBe(true);
  });

  it('seals the old key once its wallet is empty, and leaves no plain one', async () => {
    const form = move();
    const tokens = { ...form, _confirmation: 'wallet/move-tokens' };
    const sol = { ...form, _confirmation: 'wallet/move-sol' };
    await world.ran('wallet/assets', ASSETS, { form: OLD });
    await world.carriedOut('wallet/move-tokens', 'Move the tokens to the new wallet', {
      form: tokens,
      approvers: TWO,
    });
    await world.ran('wallet/assets', ASSETS, { form: OLD });
    await world.carriedOut('wallet/move-sol', 'Move all SOL to the new wallet', {
      form: sol,
      approvers: TWO,
    });
    const archive = { ...REASON, old: 'executor-old', _confirmation: 'executor/archive' };
    await world.carriedOut('executor/archive', 'Archive the old key', { form: archive, approvers: TWO });
    expect(existsSync(keyFile('executor-old'))).toBe(false);
    const [sealed = ''] = readdirSync(world.plant.host.archive);
    expect(sealed).toMatch(/^executor-old-\d{4}-\d{2}-\d{2}\.json\.gpg$/);
    const bytes = readFileSync(join(world.plant.host.archive, sealed));
    expect(bytes.includes(String(EXECUTOR.bytes.slice(0, 8)))).toBe(false);
  });

  it('5.14 leaves a log that verifies', async () => {
    expect((await world.app.verify()).findings).toEqual([]);
  });
});
