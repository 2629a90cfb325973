import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterAll, describe, expect, it } from 'vitest';
import { createEffects } from '../../../../src/integrations/effects.ts';
import { createShell } from '../../../../src/integrations/shell/index.ts';
import { openTestPostgres } from '../../../support/database.ts';
import { LEASE_MS, openExecution, wokenRun } from '../../../support/execution.ts';
import { pausing, resuming } from '../../../support/giving-way.ts';
import { fakeStep, ONE_SRE, planWith, shellStep } from '../../../support/planned.ts';

const started = new Map<string, number>();
const shell = createEffects([createShell()]);
const rig = await openExecution((integration, operation, input, io) => {
  const running = shell(integration, operation, input, io);
  started.set((input as { step: string }).step, performance.now());
  return running;
}, openTestPostgres);
afterAll(() => rig.close());

describe('several processes on one Postgres', () => {
  it('5.19 take a run once', async () => {
    const times = rig.counting('once');
    const engines = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => rig.worker(`taker-${number}`));
    for (let round = 1; round <= 10; round += 1) {
      const id = await rig.queue(planWith([fakeStep('once', { effect: 'unsafe' })]));
      await Promise.all(engines.map((engine) => engine.work(id)));
      expect(times()).toBe(round);
    }
  });

  it('5.9 one run at a time holds a lock, and every one gets its turn', async () => {
    const most = rig.crowding('alone', 2);
    const plan = planWith([fakeStep('alone')], { lock: 'twist/alone' });
    const ids = await Promise.all(Array.from({ length: 8 }, () => rig.queue(plan)));
    const engines = ids.map((_, index) => rig.worker(`locker-${index}`));
    while ((await Promise.all(ids.map(rig.view))).some((view) => view.state !== 'succeeded'))
      await Promise.all(ids.map((id, index) => engines[index]?.work(id)));
    expect(most()).toBe(1);
  });

  it('a cooldown lets one of several through that start at once', async () => {
    const plan = planWith([fakeStep('cool')], { action: 'test:cool', cooldownMs: 600_000 });
    const ids = await Promise.all(Array.from({ length: 6 }, () => rig.queue(plan)));
    await Promise.all(ids.map((id, index) => rig.worker(`cooler-${index}`).work(id)));
    const states = (await Promise.all(ids.map(rig.view))).map((view) => view.state);
    expect(states.toSorted()).toEqual([...Array(5).fill('refused'), 'succeeded']);
  });

  it('5.5 what takes an emergency back begins no step after that has begun, whichever process is faster', async () => {
    const steps = ['one', 'two', 'three', 'four'].map((name) => fakeStep(name, { effect: 'unsafe' }));
    const chainsOf = async (run: string, pause: string): Promise<readonly string[]> => {
      const rows = await rig.db.read((reader) =>
        reader.orm.execute(sql`select chain from audit_entry
          where (chain = ${`run/${run}`} and kind = 'run.step.started')
            or (chain = ${`run/${pause}`} and kind = 'run.started') order by id`),
      );
      return (rows as unknown as { chain: string }[]).map(({ chain }) => chain);
    };
    for (let round = 0; round < 20; round += 1) {
      const { run } = await rig.approved(resuming('trading', { steps }));
      const pause = await rig.queue(pausing('trading'));
      const working = rig.worker(`resumer-${round}`).work(run);
      await sleep(round * 3);
      await Promise.all([working, rig.worker(`pauser-${round}`).work(pause)]);
      const order = await chainsOf(run, pause);
      expect(order.at(-1)).toBe(`run/${pause}`);
      const { state } = await rig.view(run);
      expect(state).toBe(['refused', 'cancelled', 'cancelled', 'cancelled', 'succeeded'][order.length - 1]);
    }
  });

  it('5.1 an approval that ends while it is claimed neither blocks nor runs twice', async () => {
    const times = rig.counting('raced');
    rig.people.put('vera', 'security');
    for (let round = 0; round < 10; round += 1) {
      const plan = planWith([fakeStep('raced', { effect: 'unsafe' })], { policy: ONE_SRE, lock: 'raced' });
      const request = await rig.request(plan);
      await rig.approve(request);
      const id = wokenRun(rig.jobs);
      const before = times();
      const account = { platform: 'console', workspace: 'local', id: 'ana' } as const;
      await Promise.all([
        rig.worker(`racer-a-${round}`).work(id),
        rig.worker(`racer-b-${round}`).work(id),
        rig.approvals.withdraw({ requestId: request, voter: 'ana', account, human: true }),
      ]);
      await rig.engine.work(id);
      const view = await rig.view(id);
      expect(['succeeded', 'refused']).toContain(view.state);
      expect(times() - before).toBe(view.state === 'succeeded' ? 1 : 0);
    }
  });

  it('5.8 of two workers that believe they hold a run only the later one writes', async () => {
    const ends: (() => void)[] = [];
    rig.fakes.set('fenced', {
      async execute() {
        const number = ends.length + 1;
        await new Promise<void>((resolve) => ends.push(resolve));
        return { status: 'succeeded', result: { number } };
      },
    });
    const id = await rig.queue(planWith([fakeStep('fenced', { effect: 'idempotent' })]));
    const wait = async (count: number) => {
      while (ends.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    const first = rig.worker('fenced-1', { leaseMs: 100 * LEASE_MS }).work(id);
    await wait(1);
    rig.clock.advance(101 * LEASE_MS);
    const second = rig.worker('fenced-2', { leaseMs: 100 * LEASE_MS }).work(id);
    await wait(2);
    ends[0]?.();
    await first;
    expect(await rig.view(id)).toMatchObject({ state: 'running' });
    ends[1]?.();
    await second;
    const view = await rig.view(id);
    expect(view).toMatchObject({ state: 'succeeded' });
    expect(view.steps[0]?.result).toEqual({ number: 2 });
  });
});

/** As many round trips as the way has, one after the other, and a program that starts by itself. */
const ROUND_TRIPS = 12;

async function bareWay(): Promise<number> {
  const from = performance.now();
  for (let i = 0; i < ROUND_TRIPS; i += 1) await rig.db.read((reader) => reader.run('select 1', []));
  const child = spawn('/bin/true');
  await once(child, 'spawn');
  const ms = performance.now() - from;
  await once(child, 'exit');
  return ms;
}

describe('the way from the last vote to the process', () => {
  it('takes a few times what its round trips and a bare start of the program take', async () => {
    const step = shellStep('true', ['/bin/true']);
    const ratios: number[] = [];
    for (let round = 0; round < 40; round += 1) {
      const request = await rig.request(planWith([step], { policy: ONE_SRE, lock: `lock/${round}` }));
      const bare = await bareWay();
      const from = performance.now();
      await rig.approve(request);
      const id = wokenRun(rig.jobs);
      await rig.engine.work(id);
      ratios.push(((started.get(`${id}/true`) ?? Number.POSITIVE_INFINITY) - from) / bare);
    }
    // The median, not the worst: this test shares its machine. The benchmark measures the 99th percentile, more closely.
    expect(ratios.toSorted((a, b) => a - b)[20]).toBeLessThan(5);
  });
});
