import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Effect } from '../../../../src/runbook/plan/plan.ts';
import type { StepOutcome } from '../../../../src/runbook/steps/step.ts';
import type { Database } from '../../../../src/store/database.ts';
import { migrate } from '../../../../src/store/migrate.ts';
import { openPostgres } from '../../../../src/store/postgres.ts';
import { startTestPostgres } from '../../../support/database.ts';
import { LEASE_MS, openExecution } from '../../../support/execution.ts';
import { openNetwork } from '../../../support/fault/network.ts';
import { fakeStep, planWith } from '../../../support/planned.ts';

const rig = await openExecution();
afterAll(() => rig.close());

/** Commits whose answers are lost from now on: what they wrote stands. */
let losses = 0;
const lossy: Database = {
  ...rig.db,
  async transact(work, options) {
    const done = await rig.db.transact(work, options);
    if (losses === 0) return done;
    losses -= 1;
    throw new Error('the connection was lost');
  },
};

type End = 'succeeds' | 'fails' | 'is uncertain' | 'throws';

interface Written {
  readonly effect: Effect;
  /** How its attempts end; the last one counts for all that follow. */
  readonly ends: readonly End[];
  readonly probe: 'done' | 'not done' | 'unclear';
  readonly attempts: number;
  /** Its first worker is killed in the middle. */
  readonly crashes: boolean;
  /** How many answers are lost after each call of it. */
  readonly losses: number;
}

const step: fc.Arbitrary<Written> = fc.record({
  effect: fc.constantFrom<Effect>('pure', 'idempotent', 'probeable', 'unsafe'),
  ends: fc.array(fc.constantFrom<End>('succeeds', 'fails', 'is uncertain', 'throws'), {
    minLength: 1,
    maxLength: 3,
  }),
  probe: fc.constantFrom('done', 'not done', 'unclear'),
  attempts: fc.integer({ min: 1, max: 3 }),
  crashes: fc.boolean(),
  losses: fc.integer({ min: 0, max: 2 }),
});

const steps = fc.array(step, { minLength: 1, maxLength: 3 });

function outcomeOf(end: End): StepOutcome {
  switch (end) {
    case 'succeeds':
      return { status: 'succeeded', result: { end } };
    case 'fails':
      return { status: 'failed', reason: end, next: 'Mend it.' };
    case 'is uncertain':
      return { status: 'uncertain', reason: end };
    case 'throws':
      throw new Error(end);
  }
}

let count = 0;

/**
 * Carries a run out, and answers all that came of it.
 * @param lostAtFirst how many answers are lost before any step was carried out
 */
async function story(written: readonly Written[], db: Database, lostAtFirst = 0) {
  count += 1;
  const names = written.map((_, at) => `lost-${count}-${at}`);
  const calls: string[] = [];
  let hung = Promise.withResolvers<void>();
  for (const [at, { ends, probe, crashes, losses: lost }] of written.entries()) {
    const name = names[at] ?? '';
    let executed = 0;
    rig.fakes.set(name, {
      async execute(context) {
        calls.push(`${at} executed`);
        executed += 1;
        if (crashes && executed === 1) {
          hung.resolve();
          return new Promise(() => {});
        }
        await context.effect('chat', 'post', { channel: null, text: 'It was carried out.' });
        if (db === lossy) losses = lost;
        return outcomeOf(ends[Math.min(executed, ends.length) - 1] ?? 'succeeds');
      },
      async probe() {
        calls.push(`${at} probed`);
        if (db === lossy) losses = lost;
        if (probe === 'unclear') return undefined;
        return probe === 'done' ? outcomeOf('succeeds') : outcomeOf('fails');
      },
    });
  }
  const plan = planWith(
    written.map(({ effect, attempts }, at) => fakeStep(names[at] ?? '', { effect, attempts })),
  );
  const id = await rig.queue(plan);
  for (let round = 0; round < 30; round += 1) {
    const worker = rig.worker(`worker-${count}-${round}`, { db, leaseMs: 10 * LEASE_MS });
    hung = Promise.withResolvers();
    if (round === 0 && db === lossy) losses = lostAtFirst;
    // One whose step never ends is as good as dead.
    await Promise.race([worker.work(id), hung.promise]);
    losses = 0;
    const { state } = await rig.view(id);
    if (state !== 'running' && state !== 'waiting') break;
    rig.clock.advance(11 * LEASE_MS);
  }
  const { state, steps } = await rig.view(id);
  return {
    state,
    calls,
    log: await rig.kindsOf(`run/${id}`),
    said: rig.jobs.events.filter(({ kind, data }) => kind === 'run.notify' && data.run === id).length,
    steps: steps.map(({ state: stood, attempt, failures, interruptions, result, outcome }) => ({
      ...{ stood, attempt, failures, interruptions, result, outcome },
    })),
  };
}

describe('a worker that hears nothing of a commit that was made', () => {
  it('writes what it tells again once, and goes on with what the commit began', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 0, max: 2 }), async (written, lostAtFirst) => {
        expect(await story(written, lossy, lostAtFirst)).toEqual(await story(written, rig.db));
      }),
      { numRuns: 40 },
    );
  });

  it('carries out again what a probe found not done, and asks a probe what is uncertain', async () => {
    const one = { attempts: 1, losses: 1, effect: 'probeable' } as const;
    const again = await story([{ ...one, ends: ['succeeds'], probe: 'not done', crashes: true }], lossy);
    expect(again).toMatchObject({ state: 'succeeded', said: 1 });
    expect(again.calls).toEqual(['0 executed', '0 probed', '0 executed']);
    const asked = await story([{ ...one, ends: ['is uncertain'], probe: 'done', crashes: false }], lossy);
    expect(asked).toMatchObject({ state: 'succeeded', calls: ['0 executed', '0 probed'] });
  });

  it('carries out once what it began at first, also when its effect cannot be asked for', async () => {
    const one = { effect: 'unsafe', ends: ['succeeds'], probe: 'unclear', attempts: 1 } as const;
    const told = await story([{ ...one, crashes: false, losses: 0 }], lossy, 2);
    expect(told).toMatchObject({ state: 'succeeded', calls: ['0 executed'] });
  });

  it('begins nothing on what it found out before when the commit was not made after all', async () => {
    const times = rig.counting('unmade');
    const id = await rig.queue(planWith([fakeStep('unmade', { effect: 'unsafe' })]));
    let unmade = 1;
    const db: Database = {
      ...rig.db,
      transact: (work, options) =>
        rig.db.transact(async (tx) => {
          const done = await work(tx);
          if (unmade-- > 0) throw new Error('the connection was lost');
          return done;
        }, options),
    };
    const worker = rig.worker('unmade', { db });
    await expect(worker.work(id)).rejects.toThrow('the connection was lost');
    expect([await rig.view(id), times()]).toMatchObject([{ state: 'queued' }, 0]);
    await worker.work(id);
    expect([await rig.view(id), times()]).toMatchObject([{ state: 'succeeded' }, 1]);
  });

  it.each<[string, number]>([
    ['the first step', 0],
    ['a later step', 1],
  ])('gives back %s as not begun when it is told to stop before it has heard', async (what, at) => {
    const names = ['earlier', 'heard'].map((name) => `${name} of ${what}`);
    const [earlier = '', heard = ''] = names;
    const times = rig.counting(heard);
    rig.fakes.set(earlier, { execute: async () => ({ status: 'succeeded', result: null }) });
    const id = await rig.queue(
      planWith(names.slice(1 - at).map((name) => fakeStep(name, { effect: 'unsafe' }))),
    );
    let drained: Promise<void> | undefined;
    const db: Database = {
      ...rig.db,
      async transact(work, options) {
        const done = await rig.db.transact(work, options);
        const hasBegun = (await rig.view(id)).steps[at]?.state === 'running';
        if (!hasBegun || drained !== undefined) return done;
        drained = worker.drain(5_000);
        throw new Error('the connection was lost');
      },
    };
    const worker = rig.worker(`stopped-${at}`, { db });
    await worker.work(id).catch(() => {});
    await drained;
    expect((await rig.view(id)).steps[at]).toMatchObject({ state: 'pending', startedAt: null });
    expect(await rig.kindsOf(`run/${id}`)).toContain('run.step.pending');
    await rig.worker(`next-${at}`).work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'succeeded' });
    expect(times()).toBe(1);
  });

  it('does so where a real server made the commit and the connection was cut before it could say so', async () => {
    const server = await startTestPostgres();
    const network = await openNetwork(server.url);
    const own = await openExecution(undefined, async (clock) => {
      const db = openPostgres(network.url, clock);
      await migrate(db);
      return db;
    });
    const calls: string[] = [];
    own.fakes.set('first', {
      async execute() {
        calls.push('first');
        network.cutAfterCommit();
        return { status: 'succeeded', result: null };
      },
    });
    own.fakes.set('second', {
      async execute() {
        calls.push('second');
        network.cutAfterCommit();
        return { status: 'uncertain', reason: 'no answer' };
      },
      async probe() {
        calls.push('probe');
        return { status: 'succeeded', result: { seen: true } };
      },
    });
    const steps = [fakeStep('first', { effect: 'unsafe' }), fakeStep('second', { effect: 'probeable' })];
    const id = await own.queue(planWith(steps));
    network.cutAfterCommit();
    await own.engine.work(id);
    expect(network.cuts).toBe(3);
    expect(calls).toEqual(['first', 'second', 'probe']);
    expect(await own.view(id)).toMatchObject({ state: 'succeeded' });
    expect(await own.kindsOf(`run/${id}`)).toEqual([
      ...['run.queued', 'run.started', 'run.step.started', 'run.step.succeeded'],
      ...['run.step.started', 'run.step.doubtful', 'run.step.probed', 'run.step.succeeded', 'run.succeeded'],
    ]);
    await own.close();
    await network.close();
    await server.stop();
  });
});
