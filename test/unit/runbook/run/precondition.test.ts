import { afterAll, describe, expect, it } from 'vitest';
import { openExecution } from '../../../support/execution.ts';
import { fakeStep, ONE_SRE, planWith } from '../../../support/planned.ts';

const rig = await openExecution();
afterAll(() => rig.close());

describe('a named lock', () => {
  it('5.9 lets one run at a time hold it; the next one says whom it waits for, and follows', async () => {
    const plan = planWith([fakeStep('pause', { kind: 'wait', spec: { ms: 60_000 } })], {
      lock: 'twist/breaker',
    });
    const first = await rig.queue(plan);
    const second = await rig.queue(plan);
    await rig.engine.work(first);
    await rig.engine.work(second);
    expect(await rig.view(second)).toMatchObject({
      state: 'queued',
      note: `Waits for "Go", which holds the lock twist/breaker. What it did so far: /ops audit show of:${first}`,
    });
    rig.clock.advance(60_001);
    rig.jobs.woken.length = 0;
    await rig.engine.work(first);
    expect(rig.jobs.woken).toContainEqual({ topic: 'run', id: second });
    await rig.engine.work(second);
    expect(await rig.view(second)).toMatchObject({ state: 'waiting', note: null });
    await rig.service.cancel(second, 'ana');
    await rig.engine.work(second);
  });

  it('5.9 holds when many start at once', async () => {
    const most = rig.crowding('alone', 5);
    const plan = planWith([fakeStep('alone')], { lock: 'twist/alone' });
    const ids = await Promise.all([1, 2, 3, 4, 5].map(() => rig.queue(plan)));
    const engines = ids.map((_, index) => rig.worker(`lock-${index}`));
    for (let round = 0; round < ids.length; round += 1)
      await Promise.all(ids.map((id, index) => engines[index]?.work(id)));
    expect(most()).toBe(1);
    for (const id of ids) expect(await rig.view(id)).toMatchObject({ state: 'succeeded' });
  });

  it('gives up waiting when its approval ends meanwhile', async () => {
    const holder = await rig.queue(
      planWith([fakeStep('p', { kind: 'wait', spec: { ms: 9e8 } })], { lock: 'x' }),
    );
    await rig.engine.work(holder);
    const { request, run: id } = await rig.approved(
      planWith([fakeStep('s', { effect: 'unsafe' })], { lock: 'x', policy: ONE_SRE }),
    );
    await rig.engine.work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'queued' });
    await rig.db.transact((tx) => rig.approvals.invalidate(tx, request, 'not needed'));
    await rig.engine.work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'refused' });
  });
});

describe('what an action requires', () => {
  const verify = (outcome: string, action: string) => {
    rig.fakes.set(`verify-${outcome}`, {
      execute: async () => ({ status: 'succeeded', result: null, outcome }),
    });
    return planWith([fakeStep(`verify-${outcome}`)], { action });
  };
  const reset = (action: string) =>
    planWith([fakeStep('reset')], {
      requires: [{ action, outcome: 'false-positive', withinMs: 15 * 60_000 }],
    });
  const done = async (plan: ReturnType<typeof planWith>) => {
    const id = await rig.queue(plan);
    await rig.engine.work(id);
    return rig.view(id);
  };

  it('refuses until the other action has ended as it must, recently', async () => {
    expect((await done(reset('test:v1'))).note).toContain('Run test:v1 first');
    await done(verify('false-positive', 'test:v1'));
    expect(await done(reset('test:v1'))).toMatchObject({ state: 'succeeded' });
    rig.clock.advance(16 * 60_000);
    expect((await done(reset('test:v1'))).note).toContain('16 min old');
  });

  it('counts only the last verdict', async () => {
    await done(verify('false-positive', 'test:v2'));
    await done(verify('legitimate-threat', 'test:v2'));
    const view = await done(reset('test:v2'));
    expect(view.state).toBe('refused');
    expect(view.note).toContain('ended with legitimate-threat');
  });
});

describe('a cooldown', () => {
  it('keeps an action from following itself too soon', async () => {
    const plan = planWith([fakeStep('cool')], { action: 'test:cool', cooldownMs: 600_000 });
    const once = async () => {
      const id = await rig.queue(plan);
      await rig.engine.work(id);
      return rig.view(id);
    };
    expect(await once()).toMatchObject({ state: 'succeeded' });
    const again = await once();
    expect(again.state).toBe('refused');
    expect(again.note).toMatch(/less than 10m ago.*can run again from/);
    rig.clock.advance(600_001);
    expect(await once()).toMatchObject({ state: 'succeeded' });
  });
});

describe('what must come after a change', () => {
  const step = (name: string) => planWith([fakeStep(name)], { action: `test:${name}` });
  const resume = planWith([fakeStep('resume')], {
    requires: [{ action: 'test:check', outcome: 'succeeded', withinMs: 3_600_000, after: 'test:restore' }],
  });
  const ended = async () => (await rig.carryOut(resume)).state;

  it('26 counts only when it began after the last run of the change had ended', async () => {
    for (const name of ['check', 'restore', 'resume']) rig.fakes.set(name, {});
    await rig.carryOut(step('check'));
    // Without a change there is nothing to come after: whoever only paused can resume.
    expect(await ended()).toBe('succeeded');
    rig.clock.advance(1_000);
    await rig.carryOut(step('restore'));
    const before = await rig.carryOut(resume);
    expect(before.state).toBe('refused');
    expect(before.note).toContain('began before test:restore had ended');
    rig.clock.advance(1_000);
    await rig.carryOut(step('check'));
    expect(await ended()).toBe('succeeded');
  });

  it('26 counts no more once the change is made again, failed or under way', async () => {
    rig.clock.advance(1_000);
    rig.fakes.set('restore', {
      execute: async () => ({ status: 'failed', reason: 'half of it', next: 'Look.' }),
    });
    await rig.carryOut(step('restore'));
    expect(await ended()).toBe('refused');
    rig.clock.advance(1_000);
    await rig.carryOut(step('check'));
    expect(await ended()).toBe('succeeded');
    const waiting = planWith([fakeStep('p', { kind: 'wait', spec: { ms: 60_000 } })], {
      action: 'test:restore',
    });
    await rig.carryOut(waiting);
    await rig.carryOut(step('check'));
    const meanwhile = await rig.carryOut(resume);
    expect(meanwhile.note).toContain('test:restore is under way.');
  });

  it('is looked at again at the start: a change while the approval is waited for takes the evidence away', async () => {
    for (const name of ['check', 'restore', 'resume']) rig.fakes.set(name, {});
    const approvedResume = { ...resume, policy: ONE_SRE, risk: 'high' as const };
    rig.clock.advance(120_000);
    await rig.engine.sweep();
    await rig.carryOut(step('restore'));
    rig.clock.advance(1_000);
    await rig.carryOut(step('check'));
    const { run } = await rig.approved(approvedResume);
    rig.clock.advance(1_000);
    await rig.carryOut(step('restore'));
    await rig.engine.work(run);
    const view = await rig.view(run);
    expect(view.state).toBe('refused');
    expect(view.note).toContain('began before test:restore had ended');
  });

  it('is neither made nor taken away by a rehearsal', async () => {
    const rehearsed = (name: string) => ({ ...step(name), mode: 'dry-run' as const });
    rig.clock.advance(1_000);
    await rig.carryOut(rehearsed('check'));
    expect(await ended()).toBe('refused');
    await rig.carryOut(step('check'));
    rig.clock.advance(1_000);
    await rig.carryOut(rehearsed('restore'));
    expect(await ended()).toBe('succeeded');
  });
});
