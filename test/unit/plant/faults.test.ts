import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TemporaryPlant, temporaryPlant } from './temporary-plant.ts';

const SCRIPT = 'health/oracle-check';

let twist: TemporaryPlant;
beforeEach(() => {
  twist = temporaryPlant();
});
afterEach(() => twist.remove());

function killGroup(child: ChildProcess): void {
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
}

describe("the plant's faults", () => {
  it('hang: a script starts and does not end', async () => {
    twist.fault('hang');
    const child = twist.start(SCRIPT);
    await once(child.stderr as NodeJS.EventEmitter, 'data');
    await sleep(300);
    expect(child.exitCode).toBeNull();
    killGroup(child);
  });

  it('noisy: a script prints without end', async () => {
    twist.fault('noisy');
    const child = twist.start(SCRIPT);
    let bytes = 0;
    await new Promise<void>((resolve) => {
      child.stdout?.on('data', (piece: Buffer) => {
        bytes += piece.length;
        if (bytes > 5_000_000) resolve();
      });
    });
    expect(child.exitCode).toBeNull();
    killGroup(child);
  });

  it('fork: a script ends and leaves a child that holds its output open', async () => {
    twist.fault('fork');
    const child = twist.start(SCRIPT);
    let closed = false;
    child.once('close', () => {
      closed = true;
    });
    await once(child, 'exit');
    expect(child.exitCode).toBe(0);
    await sleep(100);
    expect(closed).toBe(false);
    killGroup(child);
    await once(child, 'close');
  });

  it('push the readings out of their bands', async () => {
    for (const fault of ['oracle-down', 'drain-liquidity', 'miss-decay'] as const) twist.fault(fault);
    const read = async (name: string) => JSON.parse((await twist.run(name)).stdout);
    expect(await read('health/oracle-check')).toMatchObject({
      oracles_reporting: 2,
      oracle_update_age_s: 412,
    });
    const liquidity = await read('health/liquidity-check');
    expect(liquidity.in_range).toBe(false);
    expect(liquidity.tvl_usd).toBeLessThan(500_000);
    expect((await read('health/economic-check')).decay_age_hours).toBeGreaterThan(26);
  });

  it('rpc-down: the endpoint answers again after a switch to the backup', async () => {
    twist.fault('rpc-down');
    expect((await twist.run('infrastructure/test-rpc')).code).toBe(1);
    await twist.run('infrastructure/switch-rpc', '--endpoint', 'https://backup-rpc.twist.io');
    expect((await twist.run('infrastructure/test-rpc')).code).toBe(0);
  });
});
