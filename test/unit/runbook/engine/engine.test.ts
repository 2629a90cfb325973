import { afterAll, describe, expect, it } from 'vitest';
import type { Poll } from '../../../../src/runbook/plan/plan.ts';
import type { Database } from '../../../../src/store/database.ts';
import { LONG_LEASE_MS, openExecution, wokenRun } from '../../../support/execution.ts';
import { fakeStep, ONE_SRE, planWith } from '../../../support/planned.ts';

const rig = await openExecution();
afterAll(() => rig.close());

describe('a run', () => {
  it('does its steps in order and says how it ended', async () => {
    const seen: string[] = [];
    for (const name of ['first', 'second'])
      rig.fakes.set(name, {
        async execute() {
          seen.push(name);
          return { status: 'succeeded', result: { name }, ...(name === 'first' ? { outcome: 'fine' } : {}) };
        },
      });
    const view = await rig.carryOut(planWith([fakeStep('first'), fakeStep('second')]));
    expect(seen).toEqual(['first', 'second']);
    expect(view).toMatchObject({ state: 'succeeded', outcome: 'fine' });
    expect(view.steps.map((step) => step.state)).toEqual(['succeeded', 'succeeded']);
  });

  it('5.12 logs every state change of its steps in its own chain', async () => {
    rig.fakes.set('logged', {});
    const { id } = await rig.carryOut(planWith([fakeStep('logged')]));
    expect(await rig.kindsOf(`run/${id}`)).toEqual([
      'run.queued',
      'run.started',
      'run.step.started',
      'run.step.succeeded',
      'run.succeeded',
    ]);
  });

  it('5.7 has committed that a step started before its effect begins', async () => {
    let during: string[] = [];
    let id = '';
    rig.fakes.set('watched', {
      async execute() {
        during = await rig.kindsOf(`run/${id}`);
        return { status: 'succeeded', result: null };
      },
    });
    id = await rig.queue(planWith([fakeStep('watched')]));
    await rig.engine.work(id);
    expect(during.at(-1)).toBe('run.step.started');
  });

  it('runs once when it is woken many times at once', async () => {
    const times = rig.counting('once');
    const id = await rig.queue(planWith([fakeStep('once', { effect: 'unsafe' })]));
    const other = rig.worker('worker-2');
    await Promise.all([rig.engine.work(id), other.work(id), rig.engine.work(id), other.work(id)]);
    expect(times()).toBe(1);
  });

  it('stops at the first failure and says what to do', async () => {
    rig.fakes.set('bad', {
      execute: async () => ({ status: 'failed', reason: 'it is broken', next: 'Mend it.' }),
    });
    const view = await rig.carryOut(planWith([fakeStep('bad', { effect: 'unsafe' }), fakeStep('never')]));
    expect(view.state).toBe('failed');
    expect(view.steps[0]).toMatchObject({ state: 'failed', reason: 'it is broken', next: 'Mend it.' });
    expect(view.steps[1]?.state).toBe('pending');
  });

  it('tries a pure step again after a pause that grows, and then gives up', async () => {
    let tries = 0;
    rig.fakes.set('flaky', {
      async execute() {
        tries += 1;
        return { status: 'failed', reason: 'no answer', next: 'Wait.' };
      },
    });
    const id = await rig.queue(planWith([fakeStep('flaky', { attempts: 3, backoffMs: 1_000 })]));
    await rig.engine.work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'waiting' });
    await rig.engine.work(id);
    expect(tries).toBe(1);
    rig.clock.advance(1_001);
    await rig.engine.work(id);
    rig.clock.advance(1_001);
    await rig.engine.work(id);
    expect(tries).toBe(2);
    rig.clock.advance(1_001);
    await rig.engine.work(id);
    expect(tries).toBe(3);
    expect(await rig.view(id)).toMatchObject({ state: 'failed' });
  });

  it('looks again at its pace until what it looks for is there', async () => {
    let looks = 0;
    rig.fakes.set('look', {
      async execute() {
        looks += 1;
        return looks < 3
          ? { status: 'failed', reason: `${looks} of 3`, next: 'Wait.' }
          : { status: 'succeeded', result: looks };
      },
    });
    const poll = { everyMs: 10_000, forMs: 60_000 };
    const id = await rig.queue(planWith([fakeStep('look', { poll }), fakeStep('after')]));
    await rig.engine.work(id);
    for (const found of ['1 of 3', '2 of 3']) {
      expect(await rig.view(id)).toMatchObject({ state: 'waiting', steps: [{ reason: found }, {}] });
      rig.clock.advance(9_000);
      await rig.engine.work(id);
      expect((await rig.view(id)).steps[0]?.reason).toBe(found);
      rig.clock.advance(1_001);
      await rig.engine.work(id);
    }
    expect(await rig.view(id)).toMatchObject({
      state: 'succeeded',
      steps: [{ attempt: 3, reason: null }, {}],
    });
  });

  it('looks a last time when the time for looking is up, and fails with what it found', async () => {
    rig.fakes.set('never-there', {
      execute: async () => ({ status: 'failed', reason: 'still closed', next: 'Look at the service.' }),
    });
    const poll = { everyMs: 10_000, forMs: 25_000 };
    const id = await rig.queue(planWith([fakeStep('never-there', { poll })]));
    await rig.engine.work(id);
    for (const ms of [10_001, 10_001, 5_001]) {
      expect(await rig.view(id)).toMatchObject({ state: 'waiting' });
      rig.clock.advance(ms);
      await rig.engine.work(id);
    }
    expect(await rig.view(id)).toMatchObject({
      state: 'failed',
      steps: [{ attempt: 4, reason: 'still closed', next: 'Look at the service.' }],
    });
  });

  /** A step that shows how many of three there are, by what `look` answers. */
  const counting = (name: string) => {
    const text = [{ step: name, path: ['found', 'n'] }, ' of 3'];
    return fakeStep(name, {
      poll: { everyMs: 600_000, forMs: 7 * 86_400_000, show: { text, says: `‹${name}.found.n› of 3` } },
    });
  };

  it('says what it found so far in the words of its author, and what was seen last when its time is up', async () => {
    const answers = [{ found: { n: 1 } }, { found: { n: 2 } }, undefined, {}];
    rig.fakes.set('counts', {
      async execute() {
        const result = answers.shift();
        return {
          status: 'failed',
          reason: 'too few',
          next: 'Wait.',
          ...(result === undefined ? {} : { result }),
        };
      },
    });
    const id = await rig.queue(planWith([counting('counts')]));
    for (const seen of ['1 of 3', '2 of 3', '2 of 3']) {
      await rig.engine.work(id);
      expect(await rig.view(id)).toMatchObject({ state: 'waiting', steps: [{ result: { seen } }] });
      rig.clock.advance(600_001);
    }
    rig.clock.advance(7 * 86_400_000);
    await rig.engine.work(id);
    expect(await rig.view(id)).toMatchObject({
      state: 'failed',
      steps: [{ reason: 'seen last: ? of 3; its time of 7 d is up: too few', result: {} }],
    });
  });

  /** A step that looks at a job of the vendor, by what `answers` say that is done of ten. */
  const watching = (poll: Partial<Poll>, ...answers: readonly (number | undefined)[]) => {
    const left = [...answers];
    rig.fakes.set('watches', {
      async execute() {
        const done = left.length > 1 ? left.shift() : left[0];
        const result = done === undefined ? {} : { result: { done } };
        return { status: 'failed', reason: 'not finished', next: 'Wait.', ...result };
      },
    });
    const progress = { done: [{ step: 'watches', path: ['done'] }], total: ['10'], unit: 'rows', says: '' };
    return fakeStep('watches', { poll: { everyMs: 60_000, forMs: 180_000, progress, ...poll } });
  };

  it('keeps how far a job is over a look that found nothing out', async () => {
    const id = await rig.queue(planWith([watching({}, 2, 5, undefined)]));
    for (const done of [2, 5, 5]) {
      await rig.engine.work(id);
      expect(await rig.view(id)).toMatchObject({
        steps: [{ result: { meter: { done, total: 10, unit: 'rows' } } }],
      });
      rig.clock.advance(60_001);
    }
    rig.clock.advance(60_001);
    await rig.engine.work(id);
    expect(await rig.view(id)).toMatchObject({
      state: 'failed',
      steps: [{ reason: 'seen last: 5 of 10 rows (50%); its time of 3 min is up: not finished' }],
    });
  });

  it('ends as its author says once its time is up, where nobody knows yet what comes of it, and goes on', async () => {
    const id = await rig.queue(planWith([watching({ otherwise: 'unfinished' }, 3), fakeStep('after')]));
    await rig.engine.work(id);
    rig.clock.advance(180_001);
    await rig.engine.work(id);
    expect(await rig.view(id)).toMatchObject({
      state: 'succeeded',
      outcome: 'unfinished',
      steps: [
        {
          state: 'succeeded',
          outcome: 'unfinished',
          result: { done: 3 },
          reason: 'seen last: 3 of 10 rows (30%); its time of 3 min is up: not finished',
        },
        { state: 'succeeded' },
      ],
    });
  });

  it('holds neither a lease nor a worker between two looks, for days', async () => {
    rig.fakes.set('days', {
      execute: async () => ({
        status: 'failed',
        reason: 'not yet',
        next: 'Wait.',
        result: { found: { n: 0 } },
      }),
    });
    const id = await rig.queue(planWith([counting('days')]));
    await rig.engine.work(id);
    const held = () => rig.db.read((reader) => reader.run('select lease_owner from run where id = $1', [id]));
    expect(await held()).toMatchObject([{ lease_owner: null }]);
    rig.clock.advance(3 * 86_400_000);
    // Another process goes on with it: nothing of it is kept in the one that began.
    await rig.worker('another').work(id);
    expect(await held()).toMatchObject([{ lease_owner: null }]);
    expect(await rig.view(id)).toMatchObject({ state: 'waiting', steps: [{ attempt: 2 }] });
  });

  it('skips what stands behind another choice of a branch', async () => {
    rig.fakes.set('choose', {
      execute: async () => ({ status: 'succeeded', result: null, outcome: 'left' }),
    });
    const view = await rig.carryOut(
      planWith([
        fakeStep('choose'),
        fakeStep('go-left', { when: { step: 'choose', choice: 'left' } }),
        fakeStep('go-right', { when: { step: 'choose', choice: 'right' } }),
      ]),
    );
    expect(view.steps.map((step) => step.state)).toEqual(['succeeded', 'succeeded', 'skipped']);
    expect(view.outcome).toBe('left');
  });

  it('stops a step that takes too long', async () => {
    rig.fakes.set('slow', {
      execute: (context) =>
        new Promise((_resolve, reject) => {
          context.signal.addEventListener('abort', () => {
            reject(new Error('aborted'));
          });
        }),
    });
    const view = await rig.carryOut(planWith([fakeStep('slow', { timeoutMs: 50 })]));
    expect(view.state).toBe('failed');
    expect(view.steps[0]?.reason).toBe('it took longer than 50ms and was stopped');
  });

  it('sends its messages with the end of the step, each as an event of its own', async () => {
    rig.fakes.set('tell', {
      async execute(context) {
        await context.effect('chat', 'post', { channel: 'ops', text: 'one' });
        await context.effect('chat', 'post', { channel: null, text: 'two' });
        return { status: 'succeeded', result: null };
      },
    });
    const { id } = await rig.carryOut(planWith([fakeStep('tell')]));
    const said = rig.jobs.events.filter((event) => event.kind === 'run.notify' && event.data.run === id);
    expect(said.map((event) => event.data.text)).toEqual(['one', 'two']);
    expect(new Set(said.map((event) => event.subject)).size).toBe(2);
  });
});

describe('an approved run', () => {
  const approved = (name: string, change = {}) =>
    planWith([fakeStep(name, { effect: 'probeable' })], { policy: ONE_SRE, risk: 'high', ...change });

  it('5.1 begins only after enough others approved, and settles the request', async () => {
    const request = await rig.request(approved('effect'));
    await expect(rig.approve(request, 'ana')).rejects.toThrow('yourself');
    await rig.approve(request);
    const id = wokenRun(rig.jobs);
    await rig.engine.work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'succeeded', requestId: request });
    expect(await rig.db.read((reader) => rig.approvals.get(reader, request))).toMatchObject({
      state: 'executed',
    });
  });

  it('5.1 does not begin when the approver has lost the role before the claim', async () => {
    let ran = false;
    rig.fakes.set('guarded', {
      async execute() {
        ran = true;
        return { status: 'succeeded', result: null };
      },
    });
    rig.people.put('carl', 'sre');
    const request = await rig.request(approved('guarded'));
    await rig.approve(request, 'carl');
    const id = wokenRun(rig.jobs);
    rig.people.revoke('carl', 'sre');
    await rig.engine.work(id);
    expect(ran).toBe(false);
    expect(await rig.view(id)).toMatchObject({ state: 'queued' });
    await rig.engine.work(id);
    const refusals = (await rig.kindsOf(`run/${id}`)).filter((kind) => kind === 'run.claim-refused');
    expect(refusals).toHaveLength(1);
    await rig.approve(request, 'ben');
    await rig.engine.work(id);
    expect(ran).toBe(true);
    expect(await rig.view(id)).toMatchObject({ state: 'succeeded' });
  });

  it('5.1 does not begin after the window has closed', async () => {
    const { run: id } = await rig.approved(approved('late'));
    rig.clock.advance(25 * 3_600_000);
    await rig.engine.work(id);
    const view = await rig.view(id);
    expect(view.state).toBe('refused');
    expect(view.note).toContain('expired');
    expect(view.steps[0]?.state).toBe('pending');
  });

  it('settles the request as failed when the step failed', async () => {
    rig.fakes.set('fails', { execute: async () => ({ status: 'failed', reason: 'no', next: 'x' }) });
    const request = await rig.request(approved('fails'));
    await rig.approve(request);
    await rig.engine.work(wokenRun(rig.jobs));
    expect(await rig.db.read((reader) => rig.approvals.get(reader, request))).toMatchObject({
      state: 'failed',
    });
  });
});

describe('a lease', () => {
  it('5.8 a worker that was paused past its lease changes nothing', async () => {
    let finish = (): void => {};
    let starts = 0;
    rig.fakes.set('paused', {
      async execute() {
        starts += 1;
        if (starts > 1) return { status: 'succeeded', result: { by: 'second' } };
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        return { status: 'succeeded', result: { by: 'first' } };
      },
    });
    const id = await rig.queue(planWith([fakeStep('paused', { effect: 'idempotent' })]));
    const standing = rig.pausable('paused-worker');
    const paused = standing.work(id);
    while (starts === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    // A heartbeat that never comes: the process stands still.
    await standing.pause();
    rig.clock.advance(LONG_LEASE_MS);
    await rig.worker('second-worker').work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'succeeded' });
    const before = await rig.kindsOf(`run/${id}`);
    finish();
    standing.goOn();
    await paused;
    const view = await rig.view(id);
    expect(view.steps[0]?.result).toEqual({ by: 'second' });
    expect(await rig.kindsOf(`run/${id}`)).toEqual(before);
  });

  it('ends what its worker does by a timer of its own while no call of the database returns', async () => {
    const leaseMs = 800;
    let frozen = false;
    const never = new Promise<never>(() => {});
    const db: Database = {
      ...rig.db,
      transact: (work) => (frozen ? never : rig.db.transact(work)),
      read: (work) => (frozen ? never : rig.db.read(work)),
    };
    const { promise: stopped, resolve: stop } = Promise.withResolvers<'stopped'>();
    const { promise: mayBeTaken, resolve: leaseEnded } = Promise.withResolvers<'may be taken'>();
    rig.fakes.set('frozen', {
      async execute({ signal }) {
        frozen = true;
        // Timers of one process go off in the order of their times, however late.
        setTimeout(() => leaseEnded('may be taken'), leaseMs);
        signal.addEventListener('abort', () => stop('stopped'));
        await stopped;
        throw signal.reason;
      },
    });
    const id = await rig.queue(planWith([fakeStep('frozen', { effect: 'unsafe', timeoutMs: 600_000 })]));
    void rig.worker('frozen', { db, leaseMs }).work(id);
    // Before anybody else may take it.
    expect(await Promise.race([stopped, mayBeTaken])).toBe('stopped');
    expect(await rig.kindsOf(`run/${id}`)).toEqual(['run.queued', 'run.started', 'run.step.started']);
  });

  it('5.8 keeps others away while its worker gives signs of life', async () => {
    let running = true;
    let starts = 0;
    rig.fakes.set('long', {
      async execute() {
        starts += 1;
        while (running) await new Promise((resolve) => setTimeout(resolve, 5));
        return { status: 'succeeded', result: null };
      },
    });
    const id = await rig.queue(planWith([fakeStep('long')]));
    const working = rig.engine.work(id);
    while (starts === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await rig.worker('other').work(id);
    expect(starts).toBe(1);
    running = false;
    await working;
  });

  it('5.19 another process finishes what a drained one left', async () => {
    let starts = 0;
    rig.fakes.set('drained', {
      execute(context) {
        starts += 1;
        if (starts > 1) return Promise.resolve({ status: 'succeeded', result: null });
        return new Promise((_resolve, reject) => {
          context.signal.addEventListener('abort', () => {
            reject(new Error('aborted'));
          });
        });
      },
    });
    const id = await rig.queue(planWith([fakeStep('drained')]));
    const first = rig.worker('drained-worker');
    const working = first.work(id);
    while (starts === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await first.drain(10);
    await working;
    expect(await rig.view(id)).toMatchObject({ state: 'running' });
    await rig.worker('next-worker').work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'succeeded' });
  });

  it('5.19 the sweeper finds a run that lost its wake-up', async () => {
    const id = await rig.queue(planWith([fakeStep('swept')]));
    const engine = rig.worker('sweeper');
    await engine.sweep();
    await expect.poll(async () => (await rig.view(id)).state).toBe('succeeded');
    await engine.drain(1_000);
  });
});

describe('a result that cannot be stored', () => {
  it.each<[string, unknown]>([
    ['infinity', { n: Number.POSITIVE_INFINITY }],
    ['no number', [Number.NaN]],
    ['nothing at all', { a: { b: undefined } }],
    ['a big integer', { n: 2n ** 64n }],
  ])('is a failed step, not an interruption: %s', async (name, result) => {
    let times = 0;
    rig.fakes.set(name, {
      async execute() {
        times += 1;
        return { status: 'succeeded', result: result as never };
      },
    });
    const view = await rig.carryOut(planWith([fakeStep(name, { effect: 'unsafe' })]));
    await rig.engine.sweep();
    expect(times).toBe(1);
    expect(view).toMatchObject({ state: 'failed', steps: [{ state: 'failed' }] });
    expect(view.steps[0]?.reason).toContain('its result cannot be stored');
  });

  it('is kept with visible marks where only its texts cannot be', async () => {
    rig.fakes.set('marked', {
      execute: async () => ({ status: 'succeeded', result: { 'k\0': ['a\0b\ud800', { $exact: '1e999' }] } }),
    });
    const view = await rig.carryOut(planWith([fakeStep('marked')]));
    expect(view.steps[0]?.result).toEqual({ 'k\u2400': ['a\u2400b\ufffd', { $exact: '1e999' }] });
  });
});
