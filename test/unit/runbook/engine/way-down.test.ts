import { sql } from 'drizzle-orm';
import { afterAll, describe, expect, it } from 'vitest';
import { decide } from '../../../../src/runbook/run/decided.ts';
import { standingOf } from '../../../../src/runbook/run/standing.ts';
import { newStepRun, type StepRun } from '../../../../src/runbook/run/step-run.ts';
import { LONG_LEASE_MS, openExecution } from '../../../support/execution.ts';
import { fakeStep, ONE_SRE, planWith } from '../../../support/planned.ts';

const rig = await openExecution();
afterAll(() => rig.close());

const down = (name: string, change = {}) => fakeStep(name, { phase: 'on-failure', ...change });
const last = (name: string, change = {}) => fakeStep(name, { phase: 'always', ...change });

function failing(name: string): void {
  rig.fakes.set(name, {
    execute: async () => ({ status: 'failed', reason: `${name} is broken`, next: 'Mend it.' }),
  });
}

/** A step that hangs until it is told to stop. @returns resolves when it has begun. */
function hanging(name: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  rig.fakes.set(name, {
    execute: ({ signal }) =>
      new Promise((_resolve, reject) => {
        resolve();
        signal.addEventListener('abort', () => reject(new Error('aborted')));
      }),
  });
  return promise;
}

const statesOf = async (id: string) => (await rig.view(id)).steps.map(({ state }) => state);

describe('the way down', () => {
  it('follows a failure with each of its steps, whatever becomes of them, and the run has failed all the same', async () => {
    failing('bad');
    failing('down-1');
    const told = rig.counting('down-2');
    const freed = rig.counting('free');
    const view = await rig.carryOut(
      planWith([
        fakeStep('bad', { effect: 'unsafe' }),
        fakeStep('never'),
        down('down-1'),
        down('down-2'),
        last('free'),
      ]),
    );
    expect(view.state).toBe('failed');
    expect(view.steps.map(({ state }) => state)).toEqual([
      'failed',
      'pending',
      'failed',
      'succeeded',
      'succeeded',
    ]);
    expect([told(), freed()]).toEqual([1, 1]);
    expect(view.note).toBe('Not done of what should have followed: "down-1" (failed).');
  });

  it('is not needed after a success, which only what comes in any case follows', async () => {
    rig.counting('good');
    const freed = rig.counting('free');
    const told = rig.counting('tell');
    const view = await rig.carryOut(planWith([fakeStep('good'), down('tell'), last('free')]));
    expect(view).toMatchObject({ state: 'succeeded', note: null });
    expect(view.steps.map(({ state }) => state)).toEqual(['succeeded', 'skipped', 'succeeded']);
    expect([told(), freed()]).toEqual([0, 1]);
  });

  it('says what it left undone after a success', async () => {
    rig.counting('good');
    failing('free');
    const view = await rig.carryOut(planWith([fakeStep('good'), last('free')]));
    expect(view.state).toBe('succeeded');
    expect(view.note).toBe('Not done of what should have followed: "free" (failed).');
  });

  it('does not decide what the run came to', async () => {
    rig.fakes.set('verdict', {
      execute: async () => ({ status: 'succeeded', result: null, outcome: 'fine' }),
    });
    rig.fakes.set('after', { execute: async () => ({ status: 'succeeded', result: null, outcome: 'odd' }) });
    expect(await rig.carryOut(planWith([fakeStep('verdict'), last('after')]))).toMatchObject({
      outcome: 'fine',
    });
  });

  it('finds how each step before it ended, and tells what is not known as such', async () => {
    const seen: unknown[] = [];
    failing('bad');
    rig.fakes.set('look', {
      async execute({ resultOf, absent }) {
        seen.push(resultOf('bad'), resultOf('never'), absent);
        return { status: 'succeeded', result: null };
      },
    });
    await rig.carryOut(planWith([fakeStep('bad', { effect: 'unsafe' }), fakeStep('never'), down('look')]));
    expect(seen).toEqual([
      { state: 'failed', reason: 'bad is broken', outcome: null },
      {
        state: 'not run',
        reason: 'what comes before it did not succeed, or the run was cancelled',
        outcome: null,
      },
      'not known',
    ]);
  });

  it('tells of no step in any state that nothing went wrong, but of one that succeeded', () => {
    const states = [
      ...['pending', 'running', 'probing', 'probing-interrupted', 'doubtful', 'interrupted', 'waiting'],
      ...['asking', 'unknown', 'succeeded', 'failed', 'skipped', 'cancelled'],
    ] as StepRun['state'][];
    for (const state of states) {
      const told = standingOf({ ...newStepRun(0), state });
      const isFine = JSON.stringify(told).includes('nothing went wrong');
      expect(isFine, state).toBe(state === 'succeeded');
    }
    const at = rig.clock.now();
    expect(standingOf({ ...newStepRun(0), state: 'unknown', reason: 'the line broke' })).toMatchObject({
      state: 'unknown',
      reason: 'the line broke; nobody knows whether it took effect',
    });
    expect(standingOf(decide(newStepRun(0), 'abort', { by: 'ben' }, 'it hangs', at))).toMatchObject({
      state: 'unknown',
      reason: 'ben aborted: “it hangs”; nobody knows whether it took effect',
    });
    expect(standingOf(decide(newStepRun(0), 'done', { by: 'ben' }, 'I looked', at))).toMatchObject({
      state: 'succeeded',
      reason: 'ben says that it was done (“I looked”), and Keyturn did not see it',
    });
  });

  it('does not tell of a step that ended with an outcome of its own that nothing went wrong', () => {
    expect(standingOf({ ...newStepRun(0), state: 'succeeded', outcome: 'unmarked' })).toMatchObject({
      state: 'succeeded',
      outcome: 'unmarked',
      reason: 'it ended with the outcome “unmarked”',
    });
  });

  it('holds the lock to its end', async () => {
    failing('bad');
    rig.fakes.set('rest', {
      execute: async () => ({ status: 'waiting', until: new Date(rig.clock.now().getTime() + 10_000) }),
    });
    const other = rig.counting('other');
    const lock = { lock: 'test/way-down' };
    const first = await rig.queue(planWith([fakeStep('bad', { effect: 'unsafe' }), down('rest')], lock));
    const second = await rig.queue(planWith([fakeStep('other')], lock));
    await rig.engine.work(first);
    await rig.engine.work(second);
    expect(await rig.view(first)).toMatchObject({ state: 'waiting' });
    expect(other()).toBe(0);
    rig.counting('rest');
    rig.clock.advance(10_001);
    await rig.engine.work(first);
    await rig.engine.work(second);
    expect(await rig.view(first)).toMatchObject({ state: 'failed' });
    expect(other()).toBe(1);
  });

  it('follows a cancel of what had begun, and nothing follows a cancel before that', async () => {
    const begun = hanging('hangs');
    const told = rig.counting('tell');
    const id = await rig.queue(planWith([fakeStep('hangs', { effect: 'unsafe' }), down('tell')]));
    const working = rig.engine.work(id);
    await begun;
    await rig.service.cancel(id, 'ben');
    void rig.engine.work(id);
    await working;
    expect(await rig.view(id)).toMatchObject({ state: 'cancelled' });
    expect(await statesOf(id)).toEqual(['cancelled', 'succeeded']);
    expect(told()).toBe(1);

    const early = await rig.queue(planWith([fakeStep('hangs'), down('tell')]));
    await rig.service.cancel(early, 'ben');
    await rig.engine.work(early);
    expect(await rig.view(early)).toMatchObject({ state: 'cancelled' });
    expect(told()).toBe(1);
  });

  it('is stopped by a word of its own: a second cancel is refused, and says how', async () => {
    failing('bad');
    const begun = hanging('hangs-down');
    const freed = rig.counting('free');
    const id = await rig.queue(
      planWith([fakeStep('bad', { effect: 'unsafe' }), down('hangs-down'), last('free')]),
    );
    await expect(rig.service.stopWayDown(id, 'ben')).rejects.toThrow('has not begun');
    const working = rig.engine.work(id);
    await begun;
    await expect(rig.service.cancel(id, 'ben')).rejects.toThrow('on its way down');
    await rig.service.stopWayDown(id, 'ben', 'I do it by hand');
    void rig.engine.work(id);
    await working;
    const view = await rig.view(id);
    expect(view).toMatchObject({ state: 'failed', wayDownStopped: { by: 'ben', reason: 'I do it by hand' } });
    expect(view.note).toBe(
      'Not done of what should have followed: "hangs-down" (stopped), "free" (not run).',
    );
    expect(freed()).toBe(0);
  });

  it('5.21 is told as in doubt where it was stopped between two attempts of a step that may have had its effect', async () => {
    failing('bad');
    rig.fakes.set('again', { execute: async () => ({ status: 'uncertain', reason: 'no answer came' }) });
    const again = down('again', { effect: 'idempotent', attempts: 3, backoffMs: 60_000 });
    const id = await rig.queue(planWith([fakeStep('bad', { effect: 'unsafe' }), again]));
    await rig.engine.work(id);
    await rig.service.stopWayDown(id, 'ben');
    await rig.engine.work(id);
    expect((await rig.view(id)).note).toBe(
      'Not done of what should have followed: "again" (unknown whether it took effect).',
    );
  });

  it('goes on past a step of which nobody knows what it did, and ends when somebody has decided', async () => {
    failing('bad');
    rig.fakes.set('doubtful', {
      execute: async () => ({ status: 'uncertain', reason: 'the answer never came' }),
    });
    const freed = rig.counting('free');
    const id = await rig.queue(
      planWith([fakeStep('bad', { effect: 'unsafe' }), down('doubtful', { effect: 'unsafe' }), last('free')]),
    );
    await rig.engine.work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'unknown' });
    expect(freed()).toBe(1);
    await rig.service.decideUnknown(id, 'doubtful', {
      by: 'ana',
      choice: 'abort',
      reason: 'it is not there',
    });
    await rig.engine.work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'failed' });
  });

  it('follows a cancel beside an effect that nobody knows, and takes no more decisions on the action itself', async () => {
    let id = '';
    rig.fakes.set('unsure', {
      async execute() {
        await rig.service.cancel(id, 'ben');
        return { status: 'uncertain', reason: 'no answer' };
      },
    });
    const begun = hanging('hangs-down');
    id = await rig.queue(planWith([fakeStep('unsure', { effect: 'unsafe' }), down('hangs-down')]));
    const working = rig.engine.work(id);
    await begun;
    const decision = { by: 'ben', choice: 'done', reason: 'I saw it' } as const;
    await expect(rig.service.decideUnknown(id, 'unsure', decision)).rejects.toThrow('on its way down');
    await rig.service.stopWayDown(id, 'ben');
    void rig.engine.work(id);
    await working;
    expect(await rig.view(id)).toMatchObject({ state: 'cancelled' });
  });

  it.each(['pure', 'unsafe'] as const)(
    '5.7 goes on after a crash in the middle of its %s step',
    async (effect) => {
      failing('bad');
      let began = false;
      rig.fakes.set('struck', {
        execute() {
          began = true;
          return new Promise(() => {});
        },
      });
      const freed = rig.counting('free');
      const id = await rig.queue(
        planWith([fakeStep('bad', { effect: 'unsafe' }), down('struck', { effect }), last('free')]),
      );
      // As far as the database can tell, this worker is dead.
      const dead = rig.pausable(`dead-${effect}`);
      dead.work(id).catch(() => {});
      await expect.poll(() => began).toBe(true);
      const again = rig.counting('struck');
      await dead.pause();
      rig.clock.advance(LONG_LEASE_MS);
      await rig.engine.work(id);
      expect(again()).toBe(effect === 'pure' ? 1 : 0);
      expect(freed()).toBe(1);
      expect(await rig.view(id)).toMatchObject({ state: effect === 'pure' ? 'failed' : 'unknown' });
    },
  );

  it('5.1 is part of what is approved: a plan without it, or with another, is another plan', async () => {
    const approved = (steps: Parameters<typeof planWith>[0]) =>
      planWith(steps, { policy: ONE_SRE, risk: 'high' });
    failing('bad');
    const told = rig.counting('tell');
    const steps = [fakeStep('bad', { effect: 'probeable' }), down('tell')];
    const { run } = await rig.approved(approved(steps));
    const other = JSON.stringify(approved([steps[0] ?? fakeStep('bad'), last('tell')]));
    await rig.db.transact((tx) => tx.orm.execute(sql`update run set plan = ${other} where id = ${run}`));
    await rig.engine.work(run);
    expect(told()).toBe(0);
    expect((await rig.view(run)).note).toContain('not the one that was queued');
  });
});
