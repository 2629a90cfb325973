import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXECUTOR, TOKEN_MINT } from '../../../examples/plant/flywheel/src/addresses.ts';
import { pubkeyIn } from '../../../examples/plant/kit/keys.ts';
import { type FlywheelWorld, startFlywheelWorld } from '../../support/app/flywheel.ts';

const REASON = { _reason: 'somebody else uses the key of the executor' };
const ASSETS = 'What the wallet of a key holds';
const OLD = { old: 'executor-old' };
const MOVE_SOL = 'Move all SOL to the new wallet';
const VERIFY = 'Look which key the service signs with';

describe("the executor's wallet is compromised", () => {
  let world: FlywheelWorld;
  beforeAll(async () => {
    world = await startFlywheelWorld();
    world.plant.fault('compromise');
    world.plant.fault('foreign-token');
  });
  afterAll(() => world.close());

  const keyFile = (name: string) => join(world.plant.host.secure, `${name}.json`);
  const newAddress = () => pubkeyIn(keyFile('executor-new'));
  const wallet = (address: string) => world.plant.state().wallets[address];

  it('5.5 is stopped by one person at once, and nothing runs any more', async () => {
    await world.as('ana').command('/flywheel stop-now');
    await world.as('ana').submit({ ...REASON, _confirmation: 'emergency/stop' });
    const preview = await world.as('ana').sees('Break the glass? Stop the service at once');
    expect(preview.text).toContain('docker-compose stop x-coin-flywheel');
    expect(world.plant.state().service.status).toBe('running');
    await world.as('ana').click(preview, 'Break the glass now');
    await world.after(['Stop the service at once', 'Done after', 'Nothing is spent any more']);
    expect(world.plant.state().service.status).toBe('exited');
    await expect(fetch(`${world.plant.service}/health`)).rejects.toThrow();
    await world.as('ivan').sees('The flywheel is stopped by Ana Ruiz');
  });

  it('shows what is left in the wallet, and who took what', async () => {
    const assets = await world.ran('wallet/assets', ASSETS, { form: OLD });
    expect(assets.text).toContain('1.6 SOL');
    expect(assets.text).toContain(`${TOKEN_MINT}  125000`);
    const history = await world.ran('chain/executor-transactions', 'Newest transactions of the executor', {
      form: {
        limit: '20',
      },
    });
    expect(history.text).toContain('0.8 SOL');
  });

  it('5.11 makes a new key of which nobody sees more than its address, after two approvals', async () => {
    const form = { ...REASON, name: 'executor-new', _confirmation: 'executor/generate' };
    await world.carriedOut('executor/generate', 'Generate a new key for the executor', {
      form,
      approvers: ['ben', 'chen'],
    });
    const card = await world.after(['Generate a new key for the executor', 'Done after']);
    expect(card.text).toContain(newAddress());
    expect(statSync(keyFile('executor-new')).mode & 0o777).toBe(0o600);
    const secret = readFileSync(keyFile('executor-new'), 'utf8').slice(1, 40);
    const everything = (await world.as('ivan').all()).map(({ text }) => text).join('\n');
    expect(everything).not.toContain(secret);
    expect(everything).not.toContain('seed phrase');
  });

  it('moves no SOL as long as tokens would be stranded', async () => {
    const form = {
      ...REASON,
      to: newAddress(),
      new: 'executor-new',
      old: 'executor-old',
      _confirmation: 'wallet/move-sol',
    };
    const card = await world.approved('wallet/move-sol', 'Move all SOL to the new wallet', {
      form,
      approvers: ['ben', 'chen'],
    });
    await world.comesTo(card, 'it failed');
    expect(world.plant.effects('sol.transfer')).toBe(0);
  });

  it('moves tokens and then SOL, to the key that was made and to no other address', async () => {
    const form = { ...REASON, to: newAddress(), new: 'executor-new', old: 'executor-old' };
    const two = ['ben', 'chen'];
    const stranger = { ...form, to: TOKEN_MINT, _confirmation: 'wallet/move-tokens' };
    const wrong = await world.approved('wallet/move-tokens', 'Move the tokens to the new wallet', {
      form: stranger,
      approvers: two,
    });
    await world.comesTo(wrong, 'it failed');
    expect(world.plant.effects('token.transfer')).toBe(0);

    await world.carriedOut('wallet/move-tokens', 'Move the tokens to the new wallet', {
      form: { ...form, _confirmation: 'wallet/move-tokens' },
      approvers: two,
    });
    expect(wallet(newAddress())?.tokens[TOKEN_MINT]).toBe(125_000);
    await world.ran('wallet/assets', ASSETS, { form: OLD });
    const card = await world.approved('wallet/move-sol', MOVE_SOL, {
      form: { ...form, _confirmation: 'wallet/move-sol' },
      approvers: two,
    });
    const run = await world.as('ben').sees([MOVE_SOL, 'tokens that are not of this system']);
    expect(world.plant.effects('sol.transfer')).toBe(0);
    await world.as('ben').click(run, 'Done');
    await world.as('ben').submit({ evidence: 'Somebody has sent them to everybody' });
    await world.comesTo(card, 'Carried out');
    expect(wallet(EXECUTOR.pubkey)?.lamports).toBeLessThan(1_000_000);
    expect(wallet(newAddress())?.lamports).toBeGreaterThan(1_500_000_000);
  });

  it('starts with the new key, and says which one it signs with', async () => {
    await world.carriedOut('executor/use', 'Let the service use another key', {
      form: { ...REASON, name: 'executor-new', _confirmation: 'executor/use' },
      approvers: ['ben', 'chen'],
    });
    await world.carriedOut('service/start', 'Start the service');
    const verified = await world.ran('executor/verify', VERIFY, { form: { name: 'executor-new' } });
    expect(verified.text).toContain(newAddress());
    await world.ran('keys/permissions', 'Permissions of the key files');
    expect(existsSync(keyFile('executor-old'))).toBe(true);
  });

  it('5.14 leaves a log that verifies', async () => {
    expect((await world.app.verify()).findings).toEqual([]);
  });
});
