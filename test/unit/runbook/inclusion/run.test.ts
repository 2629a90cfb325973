import { afterAll, describe, expect, it } from 'vitest';
import type { PlannedStep, WayDown } from '../../../../src/runbook/plan/plan.ts';
import type { RunView } from '../../../../src/runbook/service.ts';
import { openExecution } from '../../../support/execution.ts';
import { fakeStep, planWith } from '../../../support/planned.ts';

const rig = await openExecution();
afterAll(() => rig.close());

const FAILS = { execute: async () => ({ status: 'failed' as const, reason: 'broken', next: 'Mend it.' }) };
const down = (name: string, phase: WayDown, is: 'begun' | 'failed'): PlannedStep =>
  fakeStep(name, { phase, when: { included: 'part/', is } });

/** A run of an action with a step before and behind what it includes, whose way down comes with it. */
async function run(failing: string): Promise<Readonly<Record<string, string>>> {
  const steps = [
    fakeStep('before'),
    ...[fakeStep('part/one'), fakeStep('part/two'), fakeStep('behind')],
    ...[down('part/undo', 'on-failure', 'failed'), down('part/unlock', 'always', 'begun')],
  ];
  for (const { id } of steps) rig.fakes.set(id, id === failing ? FAILS : {});
  return statesOf(await rig.carryOut(planWith(steps)));
}

function statesOf({ plan, steps }: RunView): Readonly<Record<string, string>> {
  return Object.fromEntries(steps.map(({ position, state }) => [plan.steps[position]?.id ?? '', state]));
}

describe('the way down of what is included', () => {
  it.each([
    ['nothing', 'skipped', 'succeeded'],
    ['before', 'skipped', 'skipped'],
    ['part/one', 'succeeded', 'succeeded'],
    ['part/two', 'succeeded', 'succeeded'],
    ['behind', 'skipped', 'succeeded'],
  ])(
    'is taken by what had begun and, for a failure, did not succeed: %s failed',
    async (failing, undo, unlock) => {
      expect(await run(failing)).toMatchObject({ 'part/undo': undo, 'part/unlock': unlock });
    },
  );

  it('says why it is left out', async () => {
    for (const id of ['before', 'part/one']) rig.fakes.set(id, id === 'before' ? FAILS : {});
    const steps = [fakeStep('before'), fakeStep('part/one'), down('part/undo', 'on-failure', 'failed')];
    const { steps: ran } = await rig.carryOut(planWith(steps));
    expect(ran[2]).toMatchObject({ state: 'skipped', reason: 'part was not begun' });
  });
});

describe('a step behind several conditions', () => {
  const choosing = (outcome: string) => ({
    execute: async () => ({ status: 'succeeded' as const, result: {}, outcome }),
  });
  const both = [
    { step: 'outer', choice: 'yes' },
    { step: 'part/inner', choice: 'yes' },
  ];

  it.each([
    ['yes', 'yes', 'succeeded', null],
    ['no', 'yes', 'skipped', 'outer is no, not yes'],
    ['yes', 'no', 'skipped', 'part/inner is no, not yes'],
  ])('runs only when all of them hold: %s and %s', async (outer, inner, state, reason) => {
    rig.fakes.set('outer', choosing(outer));
    rig.fakes.set('part/inner', choosing(inner));
    rig.fakes.set('part/then', {});
    const steps = [fakeStep('outer'), fakeStep('part/inner'), fakeStep('part/then', { when: { all: both } })];
    const view = await rig.carryOut(planWith(steps));
    expect(view.steps[2]).toMatchObject({ state, reason });
  });
});

describe('what keeps an action apart from itself', () => {
  const alone = planWith([fakeStep('alert')], {
    action: 'test:alert',
    cooldownMs: 600_000,
    cooldowns: [{ action: 'test:alert', ms: 600_000, also: ['test:respond'] }],
  });
  const within = planWith([fakeStep('alert')], {
    action: 'test:respond',
    cooldowns: [{ action: 'test:alert', ms: 600_000, also: ['test:respond'] }],
  });

  it('counts the runs of whatever includes it, and those of it there', async () => {
    rig.fakes.set('alert', {});
    expect((await rig.carryOut(within)).state).toBe('succeeded');
    expect(await rig.carryOut(alone)).toMatchObject({
      state: 'refused',
      note: expect.stringContaining('test:respond ran less than 10m ago'),
    });
    expect((await rig.carryOut(within)).note).toContain('It ran less than 10m ago');
    rig.clock.advance(600_001);
    expect((await rig.carryOut(alone)).state).toBe('succeeded');
    expect((await rig.carryOut(within)).note).toContain('test:alert ran less than 10m ago');
  });

  it('counts what a run did of it, whatever became of the rest', async () => {
    const part = (name: string) => ({
      ...{ step: 'part', title: 'Alert', params: {} },
      action: `test:${name}`,
    });
    const cooldowns = (name: string) => [
      { action: `test:${name}`, ms: 600_000, also: [`test:${name}-respond`] },
    ];
    const alone = (name: string) =>
      planWith([fakeStep('alert')], {
        ...{ action: `test:${name}`, cooldownMs: 600_000, cooldowns: cooldowns(name) },
      });
    const respond = (name: string, steps: readonly PlannedStep[]) =>
      planWith(steps, { action: `test:${name}-respond`, includes: [part(name)], cooldowns: cooldowns(name) });
    for (const name of ['alert', 'part/alert', 'works']) rig.fakes.set(name, {});
    rig.fakes.set('fails', FAILS);

    const did = respond('done', [fakeStep('part/alert'), fakeStep('fails')]);
    expect((await rig.carryOut(did)).state).toBe('failed');
    expect((await rig.carryOut(alone('done'))).note).toContain('test:done-respond ran less than 10m ago');

    const never = respond('never', [fakeStep('fails'), fakeStep('part/alert')]);
    expect((await rig.carryOut(never)).state).toBe('failed');
    expect((await rig.carryOut(alone('never'))).state).toBe('succeeded');

    const back = fakeStep('part/alert', { phase: 'on-failure' });
    expect((await rig.carryOut(respond('kept', [fakeStep('works'), back]))).state).toBe('succeeded');
    expect((await rig.carryOut(alone('kept'))).state).toBe('succeeded');

    expect((await rig.carryOut(respond('undone', [fakeStep('fails'), back]))).state).toBe('failed');
    expect((await rig.carryOut(alone('undone'))).note).toContain('test:undone-respond ran less than 10m ago');
  });

  it('asks what verifies a change to come after one that was made within another action', async () => {
    for (const name of ['verify', 'restore', 'go']) rig.fakes.set(name, {});
    const once = (name: string, action: string) => rig.carryOut(planWith([fakeStep(name)], { action }));
    const resume = planWith([fakeStep('go')], {
      requires: [
        {
          ...{ action: 'test:verify', outcome: 'succeeded', withinMs: 3_600_000 },
          ...{ after: 'test:restore', afterAlso: ['test:recover'] },
        },
      ],
    });
    await once('verify', 'test:verify');
    rig.clock.advance(1_000);
    await once('restore', 'test:recover');
    expect((await rig.carryOut(resume)).note).toContain('began before test:recover had ended');
    rig.clock.advance(1_000);
    await once('verify', 'test:verify');
    expect((await rig.carryOut(resume)).state).toBe('succeeded');
  });
});
