import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lastJson, type TemporaryPlant, temporaryPlant } from './temporary-plant.ts';

const HOUR_MS = 3_600_000;

let twist: TemporaryPlant;
beforeEach(() => {
  twist = temporaryPlant();
});
afterEach(() => twist.remove());

const decay = (...flags: string[]) => twist.run('npm', 'run', 'execute-decay', '--', ...flags);

describe("the plant's decay", () => {
  it('is shown by a dry run that changes nothing', async () => {
    const dryRun = await decay('--dry-run');
    expect(dryRun.code).toBe(0);
    expect(lastJson(dryRun)).toMatchObject({ dry_run: true, executed: false });
    expect(twist.plant.effects()).toEqual([]);
  });

  it('is executed once on a UTC day, and again on the next', async () => {
    twist.fault('miss-decay');
    expect((await decay()).code).toBe(0);
    expect((await decay()).code).toBe(7);
    expect(twist.count('decay.execute')).toBe(1);
    twist.advance(24 * HOUR_MS);
    expect((await decay()).code).toBe(0);
    expect(twist.count('decay.execute')).toBe(2);
  });

  it('is executed once by four scripts at once', async () => {
    twist.fault('miss-decay');
    const codes = (await Promise.all([decay(), decay(), decay(), decay()])).map(({ code }) => code);
    expect(codes.sort()).toEqual([0, 7, 7, 7]);
    expect(twist.count('decay.execute')).toBe(1);
  });

  it('is refused while the breaker is open and while operations are paused', async () => {
    twist.fault('trip-breaker');
    expect((await decay()).code).toBe(8);
    twist.fault('trip-breaker', false);
    await twist.run('emergency/pause-all');
    expect((await decay()).code).toBe(8);
    expect(twist.count('decay.execute')).toBe(0);
  });

  it('is left started when the script dies halfway, and is not executed', async () => {
    twist.fault('fail-halfway');
    expect((await decay()).code).toBe(70);
    expect((await decay('--status')).code).toBe(1);
    expect(twist.plant.read().decay.startedAt).not.toBeNull();
    expect((await twist.run('recovery/verify-state')).code).toBe(1);
    expect(twist.count('decay.execute')).toBe(0);
  });

  it('is executed by the bot itself when it is due, unless the bot misses it', () => {
    twist.fault('miss-decay');
    twist.advance(HOUR_MS);
    expect(twist.count('decay.execute')).toBe(0);
    twist.fault('miss-decay', false);
    twist.plant.read();
    expect(twist.plant.effects()).toMatchObject([{ effect: 'decay.execute', by: 'twist-decay' }]);
  });
});
