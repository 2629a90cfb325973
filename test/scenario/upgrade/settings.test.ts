import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRAM } from '../../../examples/plant/upgrade/src/addresses.ts';
import { startUpgradeWorld, type UpgradeWorld } from '../../support/app/upgrade.ts';

const because = (action: string) => ({ _reason: 'It moved', _confirmation: action });
const TWO = ['ben', 'chen'];
const NODE = 'Change the node of the service';

describe('the settings of the upgrade system', () => {
  let world: UpgradeWorld;
  let env: string;
  let right: string;
  beforeAll(async () => {
    world = await startUpgradeWorld();
    env = join(world.plant.checkout, 'backend', '.env');
    right = readFileSync(env, 'utf8');
  });
  afterAll(() => world.close());

  const text = () => readFileSync(env, 'utf8');
  /** What somebody wrote into the file by hand, in the place of what is right. */
  const byHand = (key: string, value: string) =>
    writeFileSync(env, right.replace(new RegExp(`^${key}=.*$`, 'm'), `${key}=${value}`), { mode: 0o600 });
  const startedAt = () => world.plant.state().units['upgrade-manager'].since;

  it('are compared with what they lead to, and say which one does not fit', async () => {
    await world.ran('settings/check', 'Check the settings');
    byHand('PROGRAM_ID', '11111111111111111111111111111111');
    await world.ran('settings/check', 'Check the settings', { ended: ['Failed after', 'PROGRAM_ID'] });
    await world.carriedOut('settings/program-id', 'Change the program of the service');
    expect(text()).toBe(right);
  });

  it('are seen as old and new before they are changed, and the service runs with them', async () => {
    byHand('RPC_URL', 'http://127.0.0.1:9/rpc');
    const card = await world.approved('settings/rpc-url', NODE);
    expect(card.text).toContain(`RPC_URL: http://127.0.0.1:9/rpc -> ${world.plant.settings.vars.rpc}`);
    await world.comesTo(card, 'Carried out');
    const { stdout } = await world.plant.run('journalctl', '-u', 'upgrade-manager', '-n', '5');
    expect(stdout).toContain(`is up for ${PROGRAM} at ${world.plant.settings.vars.rpc}`);
  });

  it('leave the service as it runs where the change was refused', async () => {
    byHand('RPC_URL', 'http://127.0.0.1:9/rpc');
    await world.as('ana').command('/ops run', { action: 'upgrade:settings/rpc-url' });
    const card = await world.as('ivan').sees([`Approval needed: ${NODE}`, '0 of 1']);
    byHand('RPC_URL', 'http://127.0.0.1:10/rpc');
    const before = startedAt();
    await world.as('ben').click(card, 'Approve');
    await world.comesTo(card, 'it failed');
    expect(startedAt()).toBe(before);
    expect(text()).toContain('RPC_URL=http://127.0.0.1:10/rpc');
  });

  it('go back to the old value where the service does not come up with the new one', async () => {
    byHand('RPC_URL', 'http://127.0.0.1:9/rpc');
    world.plant.fault('api-crash');
    await world.failed('settings/rpc-url', NODE);
    expect(text()).toContain('RPC_URL=http://127.0.0.1:9/rpc');
    world.plant.fault('api-crash', false);
    writeFileSync(env, right);
    await world.carriedOut('service/start', 'Start the service');
  });

  it('show no secret: database and key are changed by where they stand', async () => {
    byHand('DATABASE_URL', 'postgres://nobody:old-password@127.0.0.1:1/none');
    const database = await world.approved('settings/database-url', 'Change the database of the service', {
      form: because('settings/database-url'),
      approvers: TWO,
    });
    expect(database.text).not.toContain('old-password');
    await world.comesTo(database, 'Carried out');
    expect(text()).toBe(right);

    const payer = join(world.plant.checkout, '..', 'secure', 'payer-2.json');
    writeFileSync(payer, '[]', { mode: 0o600 });
    const others = join(dirname(payer), 'payer-3.json');
    writeFileSync(others, '[]', { mode: 0o644 });
    const keys = await world.ran('settings/payer-keys', 'Which keys could pay?');
    expect(keys.text).toContain(payer);
    expect(keys.text).not.toContain(others);
    await world.carriedOut('settings/payer', 'Change the key that pays', {
      form: { payer, ...because('settings/payer') },
      approvers: TWO,
    });
    expect(text()).toContain(`PAYER_KEYPAIR_PATH=${payer}`);
  });

  it('are filled in all at once before the service is started for the first time', async () => {
    const payer = /^PAYER_KEYPAIR_PATH=(.*)$/m.exec(right)?.[1] ?? '';
    writeFileSync(env, '');
    await world.carriedOut('settings/fill-in', 'Fill in the settings', {
      form: { payer, ...because('settings/fill-in') },
      approvers: TWO,
    });
    expect(text().trim().split('\n').sort()).toEqual(right.trim().split('\n').sort());
    expect((await world.app.verify()).findings).toEqual([]);
  });
});
