import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type FlywheelWorld, startFlywheelWorld } from '../../support/app/flywheel.ts';

const STOP = 'Stop the service at once';
const START = 'Start the service';
/** Of a request or a run that gave way. */
const GAVE_WAY = '"Stop the service at once" was begun by Ana Ruiz';

async function breakTheGlass(world: FlywheelWorld, ended: string): Promise<void> {
  await world.brokenGlass('emergency/stop', STOP);
  await world.after([STOP, ended]);
}

describe('an emergency stop of the flywheel', () => {
  let world: FlywheelWorld;
  beforeAll(async () => {
    world = await startFlywheelWorld();
  });
  afterEach(() => world.calm());
  afterAll(() => world.close());

  const settings = () => readFileSync(world.plant.host.env, 'utf8');
  const status = () => world.plant.state().service.status;

  it('is not undone by the way down of a change that it came between', async () => {
    const before = settings();
    world.plant.fault('slow-start');
    const form = { usd: '500', _reason: 'the pool is thin', _confirmation: 'budget/set' };
    const title = 'Change the budget of an epoch';
    const card = await world.approved('budget/set', title, { form, approvers: ['ben', 'chen'] });
    await world.app.until('it runs with the new budget', () => {
      const { service } = world.plant.state();
      return service.status === 'running' && service.env.MAX_BUDGET_PER_EPOCH_USD === '500';
    });
    await breakTheGlass(world, 'Nothing is spent any more');
    const ended = await world.comesTo(card, 'Started, and gave way');
    expect(ended.text).toContain(GAVE_WAY);
    expect(settings()).toBe(before);
    expect(status()).toBe('exited');
  });

  it('is ended by a start that is asked for afterwards, and by none from before', async () => {
    const early = await world.approved('service/start', START, { approvers: [] });
    world.advance(60_000);
    await breakTheGlass(world, 'Nothing is spent any more');
    expect((await world.comesTo(early, 'No longer valid')).text).toContain(GAVE_WAY);
    expect(status()).toBe('exited');
    const recreate = await world.approved('service/recreate', 'Create the container anew');
    await world.comesTo(recreate, 'it failed');
    expect(status()).toBe('exited');

    world.advance(60_000);
    const start = await world.approved('service/start', START);
    expect(start.text).toContain('"Stop the service at once", begun by Ana Ruiz at ');
    expect(start.text).toContain('), “Stop the service at once at once”');
    await world.comesTo(start, 'Carried out');
    expect(status()).toBe('running');
  });

  it('ends what waits for its vote and would start the service, and says that an epoch by hand goes on', async () => {
    const form = { usd: '500', _reason: 'the pool is thin', _confirmation: 'budget/set' };
    const change = await world.approved('budget/set', 'Change the budget of an epoch', {
      form,
      approvers: [],
    });
    // Somebody's `pnpm run epoch:once` on the host.
    const argv = ['-e', 'setInterval(() => {}, 1_000)', 'epoch:once'];
    const epoch = spawn(process.execPath, argv, { cwd: world.plant.host.app, stdio: 'ignore' });
    onTestFinished(() => void epoch.kill());
    await once(epoch, 'spawn');
    await breakTheGlass(world, 'an epoch by hand goes on');
    expect((await world.comesTo(change, 'No longer valid')).text).toContain(GAVE_WAY);
    expect(status()).toBe('exited');
  });
});

describe('an emergency stop that comes while the flywheel is being started', () => {
  let world: FlywheelWorld;
  beforeAll(async () => {
    world = await startFlywheelWorld();
  });
  afterEach(() => world.calm());
  afterAll(() => world.close());

  const status = () => world.plant.state().service.status;

  it.each([
    ['service/recreate', 'Create the container anew'],
    ['service/restart', 'Restart the service'],
  ])('holds against %s, which waited for an epoch', async (action, title) => {
    world.plant.epochRuns(true);
    const card = await world.approved(action, title);
    await world.as('ivan').sees([title, '◐ No epoch is under way']);
    await breakTheGlass(world, 'Nothing is spent any more');
    await world.comesTo(card, GAVE_WAY);
    expect(status()).toBe('exited');
    world.plant.epochRuns(false);
    world.advance(60_000);
    await world.carriedOut('service/start', START);
  });

  it('holds against a container that is not there yet, beside one that somebody left', async () => {
    world.plant.fault('left-over');
    world.plant.fault('hanging-create');
    const created = world.plant.effects('container.create');
    const card = await world.approved('service/recreate', 'Create the container anew');
    await world.app.until('the old container is gone', () => status() === 'exited');
    await breakTheGlass(world, 'Nothing is spent any more');
    await world.comesTo(card, GAVE_WAY);
    world.plant.fault('hanging-create', false);
    await world.after(['just being started when that was cut off']);
    expect(world.plant.effects('container.create')).toBe(created);
    expect(status()).toBe('exited');
    world.advance(60_000);
    await world.carriedOut('service/start', START);
    expect(status()).toBe('running');
  });
});

describe('an emergency stop of a flywheel whose folder somebody wrote to', () => {
  it('is told whatever stands beside its compose file, and says that this was not clear', async () => {
    const world = await startFlywheelWorld();
    onTestFinished(() => world.close());
    writeFileSync(join(world.plant.host.app, 'compose.yaml'), '');
    await breakTheGlass(world, 'Its compose files are not clear');
    expect(world.plant.state().service.status).toBe('exited');
    await world.calm();
  });
});
