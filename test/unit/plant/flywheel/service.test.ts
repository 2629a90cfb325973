import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type TemporaryFlywheel, temporaryFlywheel } from './temporary-flywheel.ts';

let flywheel: TemporaryFlywheel;
beforeAll(async () => {
  flywheel = await temporaryFlywheel();
});
afterEach(() => flywheel.heal());
afterAll(() => flywheel.remove());

const answers = () =>
  expect.poll(() => flywheel.health()).toMatchObject({ circuitBreaker: expect.any(String) });
const post = (path: string, secret = 'webhook-secret-of-the-demo') =>
  fetch(`${flywheel.service}/webhook/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}` },
  });

describe('the service of the flywheel', () => {
  it('says that it is healthy, word for word as the runbook expects', async () => {
    await answers();
    expect(await flywheel.health()).toMatchObject({
      status: 'healthy',
      uptime: expect.any(Number),
      lastEpoch: expect.stringMatching(/^20\d\d-/),
      circuitBreaker: 'closed',
    });
  });

  it('refuses a wrong secret, and runs one epoch for the right one', async () => {
    await answers();
    expect((await post('trigger', 'guessed')).status).toBe(401);
    const before = flywheel.effects('epoch.execute');
    expect((await post('trigger')).status).toBe(202);
    await expect.poll(() => flywheel.effects('epoch.execute') - before).toBe(1);
  });

  it('runs the next epoch by itself once its interval is over', async () => {
    const before = flywheel.effects('epoch.execute');
    flywheel.advance(61 * 60_000);
    await expect.poll(() => flywheel.effects('epoch.execute') - before).toBe(1);
  });

  it('keeps its environment over a restart, and takes the new one when it is created anew', async () => {
    const value = async () =>
      (await flywheel.run('docker-compose', 'exec', '-T', 'x-coin-flywheel', 'printenv', 'MAX_SLIPPAGE_BPS'))
        .stdout;
    const { env } = flywheel.host;
    writeFileSync(env, readFileSync(env, 'utf8').replace('MAX_SLIPPAGE_BPS=300', 'MAX_SLIPPAGE_BPS=500'));
    await flywheel.run('docker-compose', 'restart');
    expect(await value()).toBe('300');
    await flywheel.run('docker-compose', 'up', '-d');
    expect(await value()).toBe('500');
    await answers();
  });

  it('is gone after down, dead after kill, and exits by itself after a crash', async () => {
    await answers();
    await flywheel.run('docker-compose', 'down');
    expect(await flywheel.health()).toBeUndefined();
    expect((await flywheel.run('docker-compose', 'restart')).code).toBe(1);
    await flywheel.run('docker-compose', 'up', '-d');
    await answers();
    await flywheel.run('docker-compose', 'kill');
    expect(flywheel.state().service).toMatchObject({ status: 'exited', exitCode: 137 });
    const { stdout: id } = await flywheel.run('docker', 'compose', 'ps', '-q');
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    const state = await flywheel.run('docker', 'inspect', '--format={{json .State}}', id);
    expect(JSON.parse(state.stdout)).toMatchObject({ Status: 'exited', ExitCode: 137 });
    flywheel.fault('crash');
    await flywheel.run('docker-compose', 'up', '-d');
    await expect.poll(() => flywheel.state().service).toMatchObject({ status: 'exited', exitCode: 1 });
  });

  it('opens its breaker when three epochs fail, and stops', async () => {
    flywheel.fault('rpc-down');
    for (let epoch = 0; epoch < 3; epoch += 1)
      expect((await flywheel.run('pnpm', 'run', 'epoch:once')).code).toBe(1);
    expect(flywheel.state().breaker).toMatchObject({
      openedAt: expect.any(String),
      cause: 'RPC node unavailable',
    });
    await answers();
    expect((await post('trigger')).status).toBe(503);
    expect((await post('reset-circuit-breaker')).status).toBe(200);
    expect(await flywheel.health()).toMatchObject({ circuitBreaker: 'closed' });
  });

  it('completes an epoch without a buyback where the slippage would be too high', async () => {
    flywheel.fault('thin-liquidity');
    // Fees of 44 minutes: the scheduler's own epoch is not due yet.
    flywheel.advance(20 * 60_000);
    const swaps = flywheel.effects('swap.send');
    expect((await flywheel.run('pnpm', 'run', 'epoch:once')).stderr).toContain('Slippage exceeds maximum');
    expect(flywheel.effects('swap.send')).toBe(swaps);
  });
});
