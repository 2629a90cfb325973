import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lastJson, type TemporaryPlant, temporaryPlant } from './temporary-plant.ts';

let twist: TemporaryPlant;
beforeEach(() => {
  twist = temporaryPlant();
});
afterEach(() => twist.remove());

describe("the plant's operations", () => {
  for (const script of ['emergency/EMERGENCY-PAUSE-ALL', 'emergency/pause-all']) {
    it(`are paused once by ${script} and resumed`, async () => {
      expect((await twist.run(script)).code).toBe(0);
      expect((await twist.run(script)).code).toBe(0);
      expect(twist.count('operations.pause')).toBe(1);
      expect(twist.count('unit.stop')).toBe(3);
      expect((await twist.run('systemctl', 'is-active', 'twist-buyback')).code).toBe(3);

      expect((await twist.run('recovery/resume-operations')).code).toBe(0);
      expect(twist.plant.read().operations.paused).toBe(false);
      expect((await twist.run('systemctl', 'is-active', 'twist-buyback')).code).toBe(0);
    });
  }

  it('start no unit on resuming that was stopped before the pause', async () => {
    await twist.run('sudo', 'systemctl', 'stop', 'twist-buyback');
    await twist.run('emergency/pause-all');
    await twist.run('recovery/resume-operations');
    expect(twist.plant.read().units['twist-buyback'].active).toBe(false);
    expect(twist.plant.read().units['twist-decay'].active).toBe(true);
  });

  it('are half paused when the pause dies halfway, which the probe and the verification see', async () => {
    twist.fault('fail-halfway');
    expect((await twist.run('emergency/pause-all')).code).toBe(70);
    const probe = await twist.run('emergency/pause-all', '--status');
    expect(probe.code).toBe(1);
    expect(lastJson(probe)).toMatchObject({ paused: false, units: { 'twist-buyback': 'inactive' } });
    expect((await twist.run('recovery/verify-state')).code).toBe(1);
  });

  it('are not resumed while the breaker is open', async () => {
    await twist.run('emergency/pause-all');
    twist.fault('trip-breaker');
    expect((await twist.run('recovery/resume-operations')).code).toBe(8);
    expect(twist.count('operations.resume')).toBe(0);
  });

  it('let a backup be restored only while they are paused, and only one that exists', async () => {
    const restore = 'recovery/restore-program';
    const { backups } = lastJson(await twist.run('maintenance/verify-backups')) as {
      backups: { at: string }[];
    };
    const newest = String(backups[0]?.at);
    expect((await twist.run(restore, '--timestamp', newest)).code).toBe(8);
    await twist.run('emergency/pause-all');
    expect((await twist.run(restore, '--timestamp', '2020-01-01T00:00:00Z')).code).toBe(65);
    expect((await twist.run(restore, '--timestamp', newest)).code).toBe(0);
    expect((await twist.run(restore, '--timestamp', newest, '--status')).code).toBe(0);
    expect(twist.count('program.restore')).toBe(1);
  });
});

describe("the plant's units", () => {
  it('are changed by root alone', async () => {
    expect((await twist.run('systemctl', 'stop', 'twist-buyback')).code).toBe(1);
    expect((await twist.run('sudo', 'systemctl', 'stop', 'twist-buyback')).code).toBe(0);
    expect((await twist.run('systemctl', 'status', 'twist-buyback', '--no-pager')).code).toBe(3);
    expect((await twist.run('sudo', 'systemctl', 'restart', 'twist-buyback')).code).toBe(0);
    expect((await twist.run('systemctl', 'status', 'twist-buyback', '--no-pager')).code).toBe(0);
    expect(twist.plant.effects().map(({ effect }) => effect)).toEqual(['unit.stop', 'unit.restart']);
  });

  it('are unknown by any other name', async () => {
    expect((await twist.run('systemctl', 'status', 'nginx')).code).toBe(4);
  });

  it('keep a journal whose tail is bounded', async () => {
    const journal = await twist.run('journalctl', '-u', 'twist-buyback', '-n', '200', '--no-pager');
    expect(journal.stdout.trimEnd().split('\n')).toHaveLength(200);
  });
});
