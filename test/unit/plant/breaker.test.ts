import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lastJson, type TemporaryPlant, temporaryPlant } from './temporary-plant.ts';

const VERIFY = 'emergency/verify-circuit-breaker';
const RESET = 'emergency/reset-circuit-breaker';
const COOLDOWN_MS = 6_000;

let twist: TemporaryPlant;
beforeEach(() => {
  twist = temporaryPlant();
});
afterEach(() => twist.remove());

describe("the plant's circuit breaker", () => {
  it('is tripped, verified as a false positive, reset and closed, with one effect', async () => {
    expect((await twist.run(VERIFY)).code).toBe(4);
    twist.fault('trip-breaker');
    twist.advance(COOLDOWN_MS);
    const verified = await twist.run(VERIFY);
    expect(verified.code).toBe(0);
    expect(lastJson(verified)).toMatchObject({ verdict: 'false-positive' });

    const reset = await twist.run(RESET, '--verify');
    expect(reset.code).toBe(0);
    expect(lastJson(reset)).toMatchObject({ state: 'closed' });
    expect(twist.plant.read().faults).toEqual([]);
    expect(twist.count('breaker.reset')).toBe(1);
  });

  it('does nothing when it is reset a second time', async () => {
    twist.fault('trip-breaker');
    twist.advance(COOLDOWN_MS);
    await twist.run(RESET, '--verify');
    expect((await twist.run(RESET, '--verify')).code).toBe(0);
    expect(twist.count('breaker.reset')).toBe(1);
  });

  it('is not reset before its cooldown ended', async () => {
    twist.fault('trip-breaker');
    const reset = await twist.run(RESET, '--verify');
    expect(reset.code).toBe(5);
    expect(reset.stderr).toContain('the cooldown ends at');
    expect(twist.plant.read().breaker).toMatchObject({ state: 'open', resetStartedAt: null });
  });

  it('is not reset while the threat is real', async () => {
    twist.fault('trip-breaker-threat');
    twist.advance(COOLDOWN_MS);
    expect((await twist.run(VERIFY)).code).toBe(3);
    expect((await twist.run(RESET, '--verify')).code).toBe(6);
    expect(twist.plant.effects()).toEqual([]);
  });

  it('stays half reset when the script dies halfway, which the probe sees, and can then be reset', async () => {
    twist.fault('trip-breaker');
    twist.advance(COOLDOWN_MS);
    twist.fault('fail-halfway');
    expect((await twist.run(RESET, '--verify')).code).toBe(70);
    const probe = await twist.run(RESET, '--status');
    expect(probe.code).toBe(1);
    expect(lastJson(probe)).toMatchObject({ state: 'open', resetStartedAt: expect.any(String) });
    expect((await twist.run('recovery/verify-state')).code).toBe(1);
    expect(twist.count('breaker.reset')).toBe(0);

    twist.fault('fail-halfway', false);
    expect((await twist.run(RESET, '--verify')).code).toBe(0);
    expect((await twist.run('recovery/verify-state')).code).toBe(0);
    expect(twist.count('breaker.reset')).toBe(1);
  });

  it('is reset once by eight scripts at once', async () => {
    twist.fault('trip-breaker');
    twist.advance(COOLDOWN_MS);
    const resets = await Promise.all(Array.from({ length: 8 }, () => twist.run(RESET, '--verify')));
    expect(resets.map(({ code }) => code)).toEqual(Array(8).fill(0));
    expect(twist.count('breaker.reset')).toBe(1);
  });
});
