import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../../src/store/database.ts';
import { openExecution } from '../../../support/execution.ts';
import { fakeStep, planWith } from '../../../support/planned.ts';

const rig = await openExecution();
afterAll(() => rig.close());

describe('draining', () => {
  it('ends although the server is frozen and no call of the database ever returns', async () => {
    let frozen = false;
    const never = new Promise<never>(() => {});
    const db: Database = {
      ...rig.db,
      transact: (work) => (frozen ? never : rig.db.transact(work)),
      read: (work) => (frozen ? never : rig.db.read(work)),
    };
    let running = false;
    rig.fakes.set('stuck', {
      async execute(context) {
        running = true;
        await new Promise((resolve) => context.signal.addEventListener('abort', resolve));
        return { status: 'succeeded', result: null };
      },
    });
    const worker = rig.worker('frozen', { db });
    const id = await rig.queue(planWith([fakeStep('stuck', { timeoutMs: 600_000 })]));
    worker.work(id).catch(() => {});
    while (!running) await sleep(10);
    frozen = true;
    const from = performance.now();
    await worker.drain(100);
    expect(performance.now() - from).toBeGreaterThan(1_000);
    expect(performance.now() - from).toBeLessThan(25_000);
  });
});
