import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Effect } from '../../../../src/runbook/plan/plan.ts';
import type { StepOutcome } from '../../../../src/runbook/steps/step.ts';
import { openExecution } from '../../../support/execution.ts';
import { fakeStep, ONE_SRE, planWith } from '../../../support/planned.ts';

const rig = await openExecution();
afterAll(() => rig.close());

const unsafe = { effect: 'unsafe' } as const;
const fault = () => new RangeError('Invalid time value');

// What the database can never keep of a step; everything else it keeps.
beforeAll(() =>
  rig.db.transact(async (tx) => {
    await tx.orm.execute(
      sql`alter table step_run add constraint picky check (result::text not like '%indigestible%')`,
    );
  }),
);

describe('what no retry can cure, at the end of a step', () => {
  it('leaves a success as it is when what fails is the end of the run, which a later turn makes up for', async () => {
    const times = rig.counting('paid');
    const undo = rig.counting('undo');
    const plan = planWith([fakeStep('paid', unsafe), fakeStep('undo', { ...unsafe, phase: 'on-failure' })], {
      policy: ONE_SRE,
    });
    const { request, run: id } = await rig.approved(plan);
    let faults = 1;
    const settle: typeof rig.approvals.settle = async (...args) => {
      if (faults-- > 0) throw fault();
      return rig.approvals.settle(...args);
    };
    const worker = rig.worker('unsettled', { approvals: { ...rig.approvals, settle } });
    await expect(worker.work(id)).rejects.toThrow('Invalid time value');
    expect((await rig.view(id)).steps[0]).toMatchObject({ state: 'succeeded', reason: null });
    await worker.work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'succeeded' });
    expect([times(), undo()]).toEqual([1, 0]);
    expect(await rig.db.read((reader) => rig.approvals.get(reader, request))).toMatchObject({
      state: 'executed',
    });
  });

  it('hands the run back at once, so that another process need not wait for the lease of this one', async () => {
    rig.counting('before');
    rig.counting('after');
    const { run: id } = await rig.approved(
      planWith([fakeStep('before', unsafe), fakeStep('after', unsafe)], { policy: ONE_SRE }),
    );
    let turns = 0;
    const sealed: typeof rig.approvals.sealed = async (...args) => {
      turns += 1;
      // The turn at the end of the first step; not the one that writes that end alone.
      if (turns === 2) throw fault();
      return rig.approvals.sealed(...args);
    };
    await expect(rig.worker('one', { approvals: { ...rig.approvals, sealed } }).work(id)).rejects.toThrow();
    expect((await rig.view(id)).steps.map(({ state }) => state)).toEqual(['succeeded', 'pending']);
    await rig.worker('another').work(id);
    expect(await rig.view(id)).toMatchObject({ state: 'succeeded' });
  });

  it.each<[Effect, StepOutcome['status'], string]>([
    ['unsafe', 'succeeded', 'unknown'],
    ['probeable', 'succeeded', 'succeeded'],
    ['idempotent', 'succeeded', 'failed'],
    ['unsafe', 'failed', 'failed'],
    ['pure', 'failed', 'failed'],
  ])(
    'takes the result from a step that is %s and %s only when that alone cannot be stored: %s',
    async (effect, status, state) => {
      const name = `picky-${effect}-${status}`;
      const result = 'indigestible';
      rig.fakes.set(name, {
        execute: async () =>
          status === 'failed'
            ? { status, reason: 'it broke', next: 'Mend it.', result }
            : { status: 'succeeded', result },
        probe: async () => ({ status: 'succeeded', result: null }),
      });
      const id = await rig.queue(planWith([fakeStep(name, { effect })]));
      await rig.engine.work(id);
      const [step] = (await rig.view(id)).steps;
      expect(step).toMatchObject({ state });
      if (state !== 'succeeded') expect(step?.reason).toContain('its result cannot be stored: new row');
    },
  );
});
