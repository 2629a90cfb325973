import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { createAdmission, type Permit } from '../../../../src/runbook/engine/admission.ts';
import { eventually } from '../../../support/eventually.ts';
import { openExecution } from '../../../support/execution.ts';
import { fakeStep, planWith } from '../../../support/planned.ts';

const RUNS = 40;
const LEASE_MS = 600_000;

/** Stands before the moment at which an effect begins. */
let mayBegin: Promise<void> = Promise.resolve();
/** Stands before what a step asks for before its effect. */
const nameServer = Promise.withResolvers<void>();
const rig = await openExecution(async (_integration, _operation, input, io) => {
  if ((input as { slow?: boolean }).slow) await io.aside(() => nameServer.promise);
  await mayBegin;
  io.begin();
  return {};
});
afterAll(() => rig.close());

rig.fakes.set('start', {
  async execute(context) {
    await context.effect('shell', 'run', {});
    return { status: 'succeeded', result: null };
  },
});

rig.fakes.set('asks first', {
  async execute(context) {
    await context.effect('http', 'request', { slow: true });
    return { status: 'succeeded', result: null };
  },
});

const queued = () =>
  Promise.all(Array.from({ length: RUNS }, () => rig.queue(planWith([fakeStep('start')]))));
const stand = async (ids: readonly string[]) =>
  (await Promise.all(ids.map(rig.view))).map(({ state, steps }) => `${state}, attempt ${steps[0]?.attempt}`);
const taken = async (ids: readonly string[]) =>
  (await stand(ids)).filter((state) => state.startsWith('running')).length;

/** Gives a worker all the runs, none of which can begin yet, and time to take what it takes. */
async function burst(name: string, ids: readonly string[]) {
  const gate = Promise.withResolvers<void>();
  mayBegin = gate.promise;
  const worker = rig.worker(name, { leaseMs: LEASE_MS });
  const working = Promise.all(ids.map((id) => worker.work(id)));
  while ((await taken(ids)) === 0) await sleep(10);
  // The database works in the order in which it is asked: what was to be taken at once is taken by then.
  for (let look = 0; look < 5; look += 1) await taken(ids);
  return { worker, working, begin: gate.resolve };
}

describe('many runs that are due at once', () => {
  it('are not taken before those that were taken have begun: their leases would lapse meanwhile', async () => {
    const ids = await queued();
    const { working, begin } = await burst('burst', ids);
    expect(await taken(ids)).toBeLessThanOrEqual(8);
    begin();
    await working;
    expect(new Set(await stand(ids))).toEqual(new Set(['succeeded, attempt 1']));
  });

  it('stay free for other processes while they wait, also when this one shuts down', async () => {
    const ids = await queued();
    const { worker, working, begin } = await burst('leaving', ids);
    const drained = worker.drain(0);
    begin();
    await drained;
    await working;
    expect((await stand(ids)).filter((state) => state.startsWith('queued')).length).toBeGreaterThan(RUNS / 2);
    const heir = rig.worker('heir', { leaseMs: LEASE_MS });
    await Promise.all(ids.map(heir.work));
    expect((await stand(ids)).filter((state) => !state.startsWith('succeeded'))).toEqual([]);
  });
});

describe('how many runs are begun at a time', () => {
  /** Asks for places, holds all that are given, and answers how many those are. */
  async function places(admission: ReturnType<typeof createAdmission>) {
    const given: { readonly permit: Permit; end(): void }[] = [];
    const working = Array.from({ length: 50 }, () =>
      admission.admit((permit) => new Promise<void>((end) => given.push({ permit, end }))),
    );
    await sleep(0);
    return {
      given,
      async all() {
        for (let next = given.shift(); next !== undefined; next = given.shift()) {
          next.end();
          await sleep(0);
        }
        await Promise.all(working);
      },
    };
  }

  it('grows with each attempt that was kept alive, up to a bound, and falls by half with each that was not', async () => {
    const admission = createAdmission();
    const open = async () => {
      const { given, all } = await places(admission);
      const count = given.length;
      await all();
      return count;
    };
    expect(await open()).toBe(1);
    admission.kept();
    admission.kept();
    expect(await open()).toBe(3);
    for (let count = 0; count < 100; count += 1) admission.kept();
    expect(await open()).toBe(8);
    admission.lost();
    expect(await open()).toBe(4);
    for (let count = 0; count < 100; count += 1) admission.lost();
    expect(await open()).toBe(1);
  });

  it('is not held up by one that has begun, or that waits for a platform', async () => {
    const admission = createAdmission();
    const { given, all } = await places(admission);
    given[0]?.permit.begun();
    await eventually(() => expect(given).toHaveLength(2));
    const answer = Promise.withResolvers<string>();
    const aside = given[1]?.permit.aside(() => answer.promise);
    await sleep(5);
    // An answer that comes at once is still true when the work goes on: nobody else came in between.
    expect(given).toHaveLength(2);
    await eventually(() => expect(given).toHaveLength(3));
    answer.resolve('it has answered');
    given[2]?.end();
    expect(await aside).toBe('it has answered');
    await all();
  });

  it('is not taken again by one that has begun and waits for something later', async () => {
    const admission = createAdmission();
    const { given, all } = await places(admission);
    given[0]?.permit.begun();
    await eventually(() => expect(given).toHaveLength(2));
    // The only permit is another one's by now: whoever waited for it here would wait for that one's end.
    expect(await given[0]?.permit.aside(async () => 'redirected')).toBe('redirected');
    await all();
  });
});

describe('a step that waits for something that nobody bounds before its effect', () => {
  it('holds up no other run of its process', async () => {
    mayBegin = Promise.resolve();
    const worker = rig.worker('patient', { leaseMs: LEASE_MS });
    const slow = await rig.queue(planWith([fakeStep('asks first')]));
    const waiting = worker.work(slow);
    while ((await rig.view(slow)).state !== 'running') await sleep(10);
    const other = await rig.queue(planWith([fakeStep('start')]));
    await worker.work(other);
    expect(await rig.view(other)).toMatchObject({ state: 'succeeded' });
    expect(await rig.view(slow)).toMatchObject({ state: 'running' });
    nameServer.resolve();
    await waiting;
    expect(await rig.view(slow)).toMatchObject({ state: 'succeeded' });
  });
});
