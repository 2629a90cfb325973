import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FlywheelWorld, SECRETS, startFlywheelWorld } from '../../support/app/flywheel.ts';

const REASON = { _reason: 'the server is gone' };
const TWO = ['ben', 'chen'];

describe('the flywheel on a new server', () => {
  let world: FlywheelWorld;
  let settings: string;
  beforeAll(async () => {
    world = await startFlywheelWorld();
    settings = readFileSync(world.plant.host.env, 'utf8');
  });
  afterAll(() => world.close());

  it('has backups that can be opened, without a plain copy beside them', async () => {
    await world.carriedOut('backup/settings', 'Back up the settings');
    await world.carriedOut('backup/keypairs', 'Back up the key files', {
      form: { ...REASON, _confirmation: 'backup/keypairs' },
      approvers: TWO,
    });
    const names = readdirSync(world.plant.host.backups);
    expect(names.map((name) => name.replace(/\d{4}-\d{2}-\d{2}-[\w-]+/, 'RUN')).sort()).toEqual([
      'env-RUN.gpg',
      'keypairs-backup-RUN.tar.gz.gpg',
    ]);
    for (const name of names) {
      expect(readFileSync(join(world.plant.host.backups, name), 'latin1')).not.toContain('SOLANA_RPC_URL');
    }
  });

  it('overwrites no settings that are there', async () => {
    const card = await restoreSettings();
    await world.comesTo(card, 'it failed');
    expect(readFileSync(world.plant.host.env, 'utf8')).toBe(settings);
  });

  it('says that the host is lost, and cannot be started without settings', async () => {
    world.plant.fault('host-lost');
    await world.app.until('the container is gone', async () => {
      const answer = await fetch(`${world.plant.service}/health`).catch(() => undefined);
      return answer === undefined;
    });
    const health = await world.ran('service/health', 'Health of the service', { ended: 'Failed after' });
    expect(health.text).not.toContain('healthy |');
    const card = await world.approved('service/start', 'Start the service');
    await world.comesTo(card, 'it failed');
    expect(world.plant.state().service.status).toBe('absent');
  });

  it('5.11 gets its settings and its keys back, and shows none of them', async () => {
    await world.comesTo(await restoreSettings(), 'Carried out');
    expect(readFileSync(world.plant.host.env, 'utf8')).toBe(settings);
    const simulated = await world.ran('epoch/simulate', 'Simulate an epoch', { ended: 'Failed after' });
    expect(simulated.text).toContain('ENOENT');
    await world.carriedOut('recovery/keypairs', 'Restore the key files on a new host', {
      form: { ...REASON, _confirmation: 'recovery/keypairs' },
      approvers: TWO,
    });
    expect(existsSync(join(world.plant.host.secure, 'executor-old.json'))).toBe(true);
    const everything = (await world.as('ivan').all()).map(({ text }) => text).join('\n');
    for (const secret of Object.values(SECRETS)) expect(everything).not.toContain(secret);
  });

  it('simulates, starts, and goes on with its epochs', async () => {
    await world.ran('epoch/simulate', 'Simulate an epoch');
    await world.carriedOut('service/start', 'Start the service');
    const epochs = world.plant.effects('epoch.execute');
    world.advance(61 * 60_000);
    await world.app.until('an epoch is executed', () => world.plant.effects('epoch.execute') > epochs);
    await world.ran('service/health', 'Health of the service');
  });

  async function restoreSettings() {
    const backup = readdirSync(world.plant.host.backups).find((name) => name.startsWith('env-')) ?? '';
    const form = { ...REASON, backup, _confirmation: 'recovery/settings' };
    return world.approved('recovery/settings', 'Restore the settings on a new host', {
      form,
      approvers: TWO,
    });
  }
});
