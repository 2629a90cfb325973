import { afterAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../../../src/runbook/plan/plan.ts';
import { openExecution } from '../../../support/execution.ts';
import { fakeStep, planWith } from '../../../support/planned.ts';

const rig = await openExecution();
afterAll(() => rig.close());

const DAY = 86_400_000;
rig.fakes.set('did', {});
rig.fakes.set('broke', {
  execute: async () => ({ status: 'failed', reason: 'it is broken', next: 'Mend it.' }),
});

const shown = (action: string, place: string, step = 'did'): Plan =>
  planWith([fakeStep(step)], {
    action: `test:${action}/show`,
    params: { place },
    revert: { action: `test:${action}/hide`, title: 'Hide it', remindMs: DAY },
  });
const hidden = (action: string, place: string): Plan =>
  planWith([fakeStep('did')], { action: `test:${action}/hide`, params: { place } });

const timerOf = (id: string) => rig.jobs.timers.get(`run.take-back run/${id}`);

/** Lets the timer of a run fire. @returns whether people are to be reminded. */
async function fires(id: string): Promise<boolean> {
  const before = rig.jobs.events.length;
  await rig.db.transact(async (tx) => rig.engine.timers['run.take-back']?.(tx, `run/${id}`, await tx.now()));
  return rig.jobs.events.slice(before).some(({ kind }) => kind === 'run.take-back');
}

describe('what was done and can be taken back', () => {
  it('5.18 is reminded of by a timer that is set when it was done', async () => {
    const view = await rig.carryOut(shown('a', 'shop'));
    const due = timerOf(view.id);
    expect(due?.getTime()).toBe((view.finishedAt?.getTime() ?? 0) + DAY);
    expect(await fires(view.id)).toBe(true);
  });

  it('is not where it failed: nobody knows what of it holds', async () => {
    const view = await rig.carryOut(shown('b', 'shop', 'broke'));
    expect(timerOf(view.id)).toBeUndefined();
  });

  it('is not reminded of once it was taken back, or done again', async () => {
    const taken = await rig.carryOut(shown('c', 'shop'));
    rig.clock.advance(1_000);
    await rig.carryOut(hidden('c', 'shop'));
    expect(await fires(taken.id)).toBe(false);
    const first = await rig.carryOut(shown('d', 'shop'));
    rig.clock.advance(1_000);
    const second = await rig.carryOut(shown('d', 'shop'));
    expect([await fires(first.id), await fires(second.id)]).toEqual([false, true]);
  });

  it('is reminded of where a run that would have taken it back, or done it again, did not succeed', async () => {
    const view = await rig.carryOut(shown('g', 'shop'));
    rig.clock.advance(1_000);
    const failed = await rig.carryOut({ ...hidden('g', 'shop'), steps: [fakeStep('broke')] });
    expect(await fires(view.id)).toBe(true);
    expect(rig.jobs.events.at(-1)?.data).toEqual({ tried: failed.id });
    rig.clock.advance(1_000);
    await rig.carryOut(hidden('g', 'shop'));
    expect(await fires(view.id)).toBe(false);
  });

  it('is asked about again while something is under way that may take it back', async () => {
    rig.fakes.set('waits', {
      execute: async () => ({ status: 'waiting', until: new Date(rig.clock.now().getTime() + DAY) }),
    });
    const view = await rig.carryOut(shown('h', 'shop'));
    rig.clock.advance(1_000);
    const back = await rig.carryOut({ ...hidden('h', 'shop'), steps: [fakeStep('waits')] });
    expect(back.finishedAt).toBeNull();
    const before = timerOf(view.id);
    expect(await fires(view.id)).toBe(false);
    expect(timerOf(view.id)).not.toEqual(before);
  });

  it('is not reminded of where others of its kind were taken back after it', async () => {
    const view = await rig.carryOut(shown('f', 'shop'));
    for (const place of ['shop', ...Array.from({ length: 25 }, (_, index) => `store-${index}`)]) {
      rig.clock.advance(1_000);
      await rig.carryOut(hidden('f', place));
    }
    expect(await fires(view.id)).toBe(false);
  });

  it('is reminded of where only another thing was taken back', async () => {
    const view = await rig.carryOut(shown('e', 'shop'));
    rig.clock.advance(1_000);
    await rig.carryOut(hidden('e', 'store'));
    expect(await fires(view.id)).toBe(true);
  });
});
