import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { OpsError } from '../../../../src/errors.ts';
import type { EffectIo } from '../../../../src/runbook/engine/effect-port.ts';
import type { Engine } from '../../../../src/runbook/engine/engine.ts';
import type { Effect, PlannedStep } from '../../../../src/runbook/plan/plan.ts';
import { orAborted } from '../../../../src/waiting/aborted.ts';
import { eventually } from '../../../support/eventually.ts';
import { openExecution } from '../../../support/execution.ts';
import { fakeStep, planWith, shellStep } from '../../../support/planned.ts';

/** What programs do instead of running, and what looking for them finds. */
let program: (io: EffectIo) => Promise<object>;
let look: () => Promise<number>;
const begunBy: string[] = [];
/** Comes when a program was called, whether it begins or not. */
let reached = Promise.withResolvers<void>();
const rig = await openExecution(async (_integration, operation, input, io) => {
  if (operation === 'reap') return { left: await look() };
  const { argv } = input as unknown as { argv: string[] };
  reached.resolve();
  const begin = () => {
    io.begin();
    begunBy.push(argv[0] ?? '');
  };
  return { exit: 0, signal: null, stdout: '', dropped: 0, ms: 1, ...(await program({ ...io, begin })) };
});
afterAll(() => rig.close());
beforeEach(() => {
  begunBy.length = 0;
  reached = Promise.withResolvers();
  look = async () => 0;
});

/** Waits for a disk that does not answer, and never comes to its beginning. */
const stuck = (io: EffectIo) => io.aside(() => orAborted(new Promise<never>(() => {}), io.signal));
const begins = async (io: EffectIo) => {
  io.begin();
  return {};
};
const beginsAndHangs = async (io: EffectIo) => {
  io.begin();
  return orAborted(new Promise<never>(() => {}), io.signal);
};

function tooManyOpen(): Error {
  return Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' });
}

async function step(run: string) {
  return (await rig.view(run)).steps[0];
}

const probe = { argv: ['ask'], exits: { '0': 'done', '1': 'not-done' }, json: null };

async function begun(effect: Effect, change: Partial<PlannedStep> = {}, worker: Engine = rig.engine) {
  const run = await rig.queue(planWith([shellStep('pay', ['pay'], { effect, spec: { probe }, ...change })]));
  return { run, working: worker.work(run) };
}

const EFFECTS = ['pure', 'idempotent', 'probeable', 'unsafe'] as const;

describe('a step that is stopped before its effect has begun', () => {
  it.each(EFFECTS)('has failed when its time is over, and nobody looks at the target: %s', async (effect) => {
    program = stuck;
    const { run, working } = await begun(effect, { timeoutMs: 50 });
    await working;
    const { state } = await rig.view(run);
    expect({ state, ...(await step(run)) }).toMatchObject({
      state: 'failed',
      outcome: null,
      reason: 'it was not begun within 50ms',
    });
    expect(begunBy).toEqual([]);
  });

  it.each(EFFECTS)('is cancelled without doubt: %s', async (effect) => {
    program = stuck;
    const { run, working } = await begun(effect);
    await reached.promise;
    await rig.service.cancel(run, 'ben', 'wrong one');
    await working;
    expect(await step(run)).toMatchObject({
      state: 'cancelled',
      outcome: null,
      reason: 'the run was stopped before this was begun',
    });
  });

  it.each(EFFECTS)('is begun by the next process when this one is stopped: %s', async (effect) => {
    program = stuck;
    const stopped = rig.worker(`stopped-${effect}`);
    const { run, working } = await begun(effect, {}, stopped);
    await reached.promise;
    await Promise.all([stopped.drain(0), working]);
    expect(await step(run)).toMatchObject({ state: 'pending', reason: null, interruptions: 0 });
    program = begins;
    await rig.worker(`next-${effect}`).work(run);
    expect(await step(run)).toMatchObject({ state: 'succeeded' });
    expect(begunBy).toEqual(['pay']);
  });

  it('has failed when an error of ours kept it from its beginning', async () => {
    program = async () => {
      throw new TypeError('no such thing');
    };
    const { run, working } = await begun('unsafe');
    await working;
    expect(await step(run)).toMatchObject({ state: 'failed', outcome: null, reason: 'no such thing' });
  });

  it('has failed, too, when its integration knows that nothing was sent although it was told to stop', async () => {
    program = (io) =>
      beginsAndHangs(io).catch(() => {
        throw new OpsError({ code: 'http.no-connection', what: 'Not reached.', why: 'Late.', next: 'Look.' });
      });
    const { run, working } = await begun('unsafe', { timeoutMs: 50 });
    await working;
    expect(await step(run)).toMatchObject({
      state: 'failed',
      outcome: null,
      reason: 'it was not begun within 50ms: Not reached. Late.',
    });
  });
});

describe('a probe that is stopped before it is asked', () => {
  const inDoubtThen = (asked: (io: EffectIo) => Promise<object>, timeoutMs = 200) => {
    let calls = 0;
    program = (io) => {
      calls += 1;
      return calls === 1 ? beginsAndHangs(io) : asked(io);
    };
    return begun('probeable', { timeoutMs }, rig.worker(`probing-${Math.random()}`));
  };

  it('leaves its step in doubt, and says that it was not asked', async () => {
    const { run, working } = await inDoubtThen(stuck);
    await working;
    expect(await step(run)).toMatchObject({
      state: 'unknown',
      reason:
        'it took longer than 200ms and was stopped; and its probe found out nothing: it was not begun within 200ms',
    });
  });

  it('leaves its step in doubt when the run is cancelled', async () => {
    const { run, working } = await inDoubtThen(stuck, 2_000);
    while ((await step(run))?.state !== 'probing') await sleep(5);
    await rig.service.cancel(run, 'ben', 'wrong one');
    await working;
    expect(await step(run)).toMatchObject({ state: 'cancelled', outcome: 'unknown' });
  });

  it('is still to be asked when this process is stopped', async () => {
    program = beginsAndHangs;
    const stopped = rig.worker('probing-stopped');
    const { run, working } = await begun('probeable', { timeoutMs: 500 }, stopped);
    while (begunBy.length === 0) await sleep(5);
    program = stuck;
    while ((await step(run))?.state !== 'probing') await sleep(5);
    await Promise.all([stopped.drain(0), working]);
    expect(await step(run)).toMatchObject({ state: 'doubtful', interruptions: 0 });
  });
});

describe('what has begun', () => {
  it('is in doubt when it is stopped', async () => {
    program = beginsAndHangs;
    const { run, working } = await begun('unsafe', { timeoutMs: 50 });
    await working;
    expect(await step(run)).toMatchObject({
      state: 'unknown',
      reason: 'it took longer than 50ms and was stopped',
    });
  });

  it('and a step that does not announce its effect counts as begun from the first', async () => {
    rig.fakes.set('silent', {
      execute: (context) => orAborted(new Promise<never>(() => {}), context.signal),
    });
    const run = await rig.queue(planWith([fakeStep('silent', { effect: 'unsafe', timeoutMs: 50 })]));
    await rig.engine.work(run);
    expect(await step(run)).toMatchObject({ state: 'unknown' });
  });
});

describe('a host on which nobody can look for programs', () => {
  const notStarted = async () => {
    throw new OpsError({
      code: 'shell.no-record',
      what: 'It was not started.',
      why: 'EMFILE.',
      next: 'Wait.',
    });
  };

  it('leaves no doubt about a program that was not started', async () => {
    program = notStarted;
    look = () => Promise.reject(tooManyOpen());
    const { run, working } = await begun('unsafe');
    await working;
    expect(await step(run)).toMatchObject({ state: 'failed', outcome: null, stillRunning: null });
  });

  it('is told as that, and not as a program that resists', async () => {
    program = beginsAndHangs;
    look = () => Promise.reject(tooManyOpen());
    const { run, working } = await begun('unsafe', { timeoutMs: 50 });
    await working;
    expect(await step(run)).toMatchObject({
      state: 'unknown',
      reason:
        'it took longer than 50ms and nobody could look whether a program of it still runs (EMFILE: too many open files)',
    });
  });

  it('starts nothing beside what may still run, and says why', async () => {
    program = async (io) => {
      io.begin();
      look = () => Promise.reject(tooManyOpen());
      return { exit: 1 };
    };
    const { run, working } = await begun('idempotent', { attempts: 2, backoffMs: 1 });
    await working;
    rig.clock.advance(1_000);
    await rig.engine.work(run);
    expect(await step(run)).toMatchObject({
      state: 'unknown',
      reason:
        'it was not carried out again: nobody could look whether a program of it still runs (EMFILE: too many open files), from an attempt before',
    });
    expect(begunBy).toEqual(['pay']);
  });

  it('and once somebody can look, what waits for that goes on', async () => {
    program = beginsAndHangs;
    look = () => Promise.reject(tooManyOpen());
    const { run, working } = await begun('unsafe', { timeoutMs: 50 });
    await working;
    look = async () => 0;
    const again = rig.worker('worker-1');
    await again.sweep();
    await eventually(async () => expect((await step(run))?.stillRunning).toBeNull());
    await again.drain(1_000);
    expect(await step(run)).toMatchObject({ state: 'unknown' });
  });
});
