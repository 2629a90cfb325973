import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Acts, actsOn } from '../../support/app/acts.ts';
import { type AppWorld, startApp } from '../../support/app/app.ts';

const DAY = 24 * 3_600_000;
const BOTH = ['ben', 'chen'];
const SURE = { _reason: 'accounts are damaged' };
const PRIMARY = 'https://rpc.twist.io';
const BACKUP = 'https://backup-rpc.twist.io';

describe('the recovery of TWIST', () => {
  let world: AppWorld;
  let twist: Acts;
  beforeAll(async () => {
    world = await startApp();
    twist = actsOn(world, 'twist', 'ops-twist');
  });
  afterEach(async () => {
    await world.calm();
    world.advance(DAY);
    world.plant.heal();
  });
  afterAll(() => world.close());

  const units = () => Object.values(world.plant.state().units).map(({ active }) => active);

  /** The times that whoever restores picks from, newest first. */
  async function backups(): Promise<readonly string[]> {
    const card = await twist.ran('recovery/backups', 'Backups that the program can be restored from');
    return card.text.match(/20\S+T\d\d:00:00Z/g) ?? [];
  }

  const restoring = (timestamp: string) => ({
    form: { ...SURE, timestamp, _confirmation: 'recovery/restore' },
    approvers: BOTH,
  });

  it('of a corrupted program pauses, restores a verified backup, verifies, and only then resumes', async () => {
    world.plant.fault('corrupt-program');
    const damage = await twist.ran('recovery/assess', 'Assess the damage');
    expect(damage.text).toContain('not true: accounts match the ledger');
    const [newest = ''] = await backups();

    // Nothing is written under a program that runs.
    const early = await twist.failed(
      'recovery/restore',
      'Restore the program from a backup',
      restoring(newest),
    );
    expect(early.text).toContain('pause operations first');
    await twist.brokenGlass('recovery/pause', 'Pause before a recovery');
    await twist.after(['Pause before a recovery', 'Done after', '✓ Everything is paused']);
    expect(units()).toEqual([false, false, false]);

    await twist.ran('recovery/verify', 'Verify the integrity', {
      ended: ['Failed after', 'accounts match the ledger'],
    });
    await twist.asked('recovery/resume', ['Resume operations was not started', 'recovery/verify']);
    await twist.carriedOut('recovery/restore', 'Restore the program from a backup', restoring(newest));
    expect(world.plant.state().program.restoredFrom).toBe(newest);
    await twist.ran('recovery/verify', 'Verify the integrity', { ended: ['Done after', 'verified: true'] });
    await twist.carriedOut('recovery/resume', 'Resume operations', {
      form: { ...SURE, _confirmation: 'recovery/resume' },
      approvers: BOTH,
    });
    expect(units()).toEqual([true, true, true]);
    expect(world.plant.performed().filter((effect) => /^(program|operations)/.test(effect))).toEqual([
      'operations.pause',
      'program.restore',
      'operations.resume',
    ]);
  });

  it('offers backups that are verified, and those alone', async () => {
    const [newest = '', second] = await backups();
    world.advance(10 * 60_000);
    world.plant.fault('backup-damaged');
    expect(await backups()).not.toContain(newest);
    await twist.ran('maintenance/verify-backups', 'Verify all backups', { ended: 'Failed after' });
    await twist.as('ana').command('/ops run', { action: 'twist:recovery/restore' });
    await twist.as('ana').submit(restoring(newest).form);
    const [field] = (await twist.as('ana').form()).fields;
    expect(field?.error).toBeDefined();
    await twist.as('ana').submit({ ...restoring(second ?? '').form });
    await twist.as('ivan').sees(['Approval needed: Restore the program from a backup', String(second)]);
    expect(world.plant.state().program.restoredFrom).toBeNull();
  });

  it('of a lost RPC node switches to a backup by hand, tests it, and makes every service use it', async () => {
    await twist.asked('rpc/update-services', ['Update all services was not started', 'rpc/test']);
    world.plant.fault('rpc-down');
    await twist.ran('rpc/test', 'Test the RPC connection', { ended: ['Failed after', 'timeout after 5 s'] });
    const useless = await twist.failed('rpc/switch', 'Switch to a backup RPC', {
      form: { endpoint: PRIMARY },
    });
    expect(useless.text).toContain('timeout after 5 s');
    await twist.carriedOut('rpc/switch', 'Switch to a backup RPC', { form: { endpoint: BACKUP } });
    const tested = await twist.ran('rpc/test', 'Test the RPC connection');
    expect(tested.text).toContain(`endpoint: ${BACKUP}`);
    await twist.carriedOut('rpc/update-services', 'Update all services');
    expect(world.plant.effects('services.update')).toBe(1);
    await twist.ran('health/system', 'System health', { ended: ['Done after', '✓ | RPC | healthy'] });
  });

  it('takes an endpoint from its list and no other', async () => {
    await twist.as('ana').command('/ops run', { action: 'twist:rpc/switch' });
    await twist.as('ana').submit({ endpoint: 'https://rpc.example.com' });
    expect((await twist.as('ana').form()).fields[0]?.error).toBeDefined();
    expect(world.plant.state().rpc.endpoint).toBe(PRIMARY);
  });

  it('of the whole system starts every bot, also one that was stopped before the pause', async () => {
    await twist.brokenGlass('buyback/stop', 'Stop the buyback bot');
    await twist.after(['Stop the buyback bot', 'Done after']);
    await twist.brokenGlass('recovery/pause', 'Pause before a recovery');
    await twist.after(['Pause before a recovery', 'Done after']);
    await twist.ran('recovery/verify', 'Verify the integrity');
    const form = { ...SURE, _confirmation: 'bots/start-all' };
    const paused = await twist.failed('bots/start-all', 'Start every bot', { form, approvers: BOTH });
    expect(paused.text).toContain('operations are paused');
    await twist.carriedOut('recovery/resume', 'Resume operations', {
      form: { ...SURE, _confirmation: 'recovery/resume' },
      approvers: BOTH,
    });
    expect(units()).toEqual([true, false, true]);
    await twist.carriedOut('bots/start-all', 'Start every bot', { form, approvers: BOTH });
    expect(units()).toEqual([true, true, true]);
  });

  it('leaves a log that verifies', async () => {
    expect((await world.verify()).findings).toEqual([]);
  });
});
