import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startUpgradeWorld, type UpgradeWorld } from '../../support/app/upgrade.ts';

const CONNECTED = "select count(*) from pg_stat_activity where backend_type = 'client backend'";

const because = (action: string) => ({ _reason: 'The service does not answer', _confirmation: action });

describe('a service that does not answer', () => {
  let world: UpgradeWorld;
  beforeAll(async () => {
    world = await startUpgradeWorld();
  });
  afterEach(() => world.calm());
  afterAll(() => world.close());

  const control = (...words: readonly string[]) => world.plant.run('sudo', '-n', 'systemctl', ...words);

  it('is seen to be stopped, read in its log, started by two people, and asked until it answers', async () => {
    expect((await world.ran('service/health', 'Health of the service')).text).toContain('status: healthy');
    await control('stop', 'upgrade-manager');
    await world.ran('service/health', 'Health of the service', { ended: 'Failed after' });
    // Exit code 3 is an answer, and no error.
    await world.asked('service/status', ['State of the service', 'The service does not run.']);
    expect((await world.ran('service/logs', 'Log of the service', { form: { lines: '50' } })).text).toContain(
      'upgrade-manager stops',
    );
    await world.carriedOut('service/restart', 'Restart the service');
    await world.ran('service/health', 'Health of the service');
  });

  it('is not called restarted while it crashes again and again', async () => {
    world.plant.fault('api-crash');
    await world.app.until(
      'it crashed',
      async () => (await control('is-active', 'upgrade-manager')).code === 3,
    );
    await world.failed('service/restart', 'Restart the service');
    world.plant.fault('api-crash', false);
    await world.carriedOut('service/start', 'Start the service');
    const errors = await world.asked('host/errors', ['Errors of the last seven days', 'The log has errors.']);
    expect(errors.text).toContain('FATAL out of memory');
  });

  it('has a database that is looked at, counted, and restarted by two people', async () => {
    expect((await world.ran('database/status', 'State of the database')).text).toContain('active (running)');
    await world.ran('database/connections', 'Connections to the database');
    world.plant.fault('connections-leak');
    await world.app.until('the connections are used up', async () => {
      const counted = await world.plant.run('psql', '-XAtd', 'postgres', '-c', CONNECTED);
      return counted.code !== 0 || Number(counted.stdout) > 24;
    });
    await world.ran('database/connections', 'Connections to the database', { ended: 'Failed after' });
    world.plant.fault('connections-leak', false);
    await world.carriedOut('database/restart', 'Restart the database', {
      form: because('database/restart'),
      approvers: ['ben', 'chen'],
    });
    await world.ran('database/connections', 'Connections to the database');

    await control('stop', 'postgresql');
    await world.asked('database/status', ['State of the database', 'The database does not run.']);
    await world.carriedOut('database/restart', 'Restart the database', {
      form: because('database/restart'),
      approvers: ['ben', 'chen'],
    });
    await world.ran('service/health', 'Health of the service');
  });

  it('is watched after an upgrade by its numbers, its log and that of the program', async () => {
    world.plant.fault('errors');
    await world.ran('metrics/read', 'Metrics of the system', { ended: ['Failed after', 'Errors, %'] });
    world.plant.fault('errors', false);
    await world.ran('logs/backend', 'Log file of the service', { form: { lines: '200' } });
    expect(
      (await world.ran('logs/program', 'Log of the program', { form: { seconds: '5' } })).text,
    ).toContain('Program log: liquidate position');
    await world.ran('host/disk', 'Room on the disks');
  });

  it('leaves a log that verifies', async () => {
    expect((await world.app.verify()).findings).toEqual([]);
  });
});
