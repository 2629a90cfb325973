import { afterAll, describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/canonical.ts';
import { describePlan } from '../../../../src/runbook/plan/describe.ts';
import type { PlannedStep } from '../../../../src/runbook/plan/plan.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import type { Prompt, StepOutcome } from '../../../../src/runbook/steps/step.ts';
import { openExecution } from '../../../support/execution.ts';
import { fakeStep, planWith } from '../../../support/planned.ts';
import { demo, problemsOf, runbookOf } from '../definition/folder.ts';
import { plan } from '../plan/example.ts';

const act = (when: string, more = ''): string =>
  demo(`  act:
    title: Act
    source: L1
    risk: low
    params: { mode: { type: choice, description: M, choices: [fast, slow] }, n: { type: integer, description: N, min: 1, max: 9 } }
    steps:
      - { id: read, shell: { run: [read], parse: json, exits: { "9": unfinished } }, effect: pure }
      - { id: then, ${when}, shell: { run: [go] }, effect: pure }${more}`);

/** How a plan has the condition of the second step of such an action. */
function whenOf(when: string): PlannedStep['when'] {
  const runbook = runbookOf(act(when));
  const { act: action } = runbook.actions;
  if (action === undefined) throw new Error('no action');
  const made = plan({ mode: 'fast', n: '5' }, { runbook, action });
  return JSON.parse(JSON.stringify(made.steps[1]?.when)) as PlannedStep['when'];
}

const rig = await openExecution();
afterAll(() => rig.close());

/** A run of a step that reads something, and of one that is behind a condition. */
async function ran(when: string, found: Json, change: Partial<PlannedStep> = {}) {
  const times = rig.counting('then');
  rig.fakes.set('read', { execute: async () => ({ status: 'succeeded', result: { json: found } }) });
  const view = await rig.carryOut(
    planWith([fakeStep('read'), fakeStep('then', { when: whenOf(when), ...change })]),
  );
  return { view, times: times() };
}

const COUNT = 'value: "{{ steps.read.json.count }}"';

describe('a step behind a value', () => {
  it.each([
    [`when: { ${COUNT}, above: 3 }`, { count: 4 }],
    [`when: { ${COUNT}, above: 3 }`, { count: '4' }],
    [`when: { ${COUNT}, above: "{{ params.n }}" }`, { count: 6 }],
    [`when: { ${COUNT}, in: [a, b] }`, { count: 'b' }],
    ['when: { value: "{{ params.mode }}", equals: fast }', null],
    ['when: { value: "{{ params.n }}", min: 5 }', null],
  ])('runs where that compares so: %s of %j', async (when, found) => {
    const { view, times } = await ran(when, found);
    expect(view.state).toBe('succeeded');
    expect(times).toBe(1);
  });

  it.each([
    [`when: { ${COUNT}, above: 3 }`, { count: 3 }, 'steps.read.json.count is 3, expected above 3'],
    ['when: { value: "{{ params.mode }}", equals: slow }', null, 'params.mode is fast, expected slow'],
    ['when: { value: "{{ params.n }}", not: 5 }', null, 'params.n is 5, expected not 5'],
  ])('is left out where it does not, and says why: %s', async (when, found, reason) => {
    const { view, times } = await ran(when, found);
    expect(view.state).toBe('succeeded');
    expect(view.steps[1]).toMatchObject({ state: 'skipped', reason });
    expect(times).toBe(0);
  });

  it.each([
    [null, 'succeeded', 1],
    ['unfinished', 'skipped', 0],
  ])(
    'runs or is left out by how an earlier one ended, also where that found nothing: %s',
    async (outcome, state, count) => {
      const times = rig.counting('then');
      const ended = { status: 'succeeded', result: null, ...(outcome === null ? {} : { outcome }) } as const;
      rig.fakes.set('read', { execute: async () => ended });
      const when = whenOf('when: { value: "{{ steps.read.outcome }}", not: unfinished, orNull: true }');
      const view = await rig.carryOut(planWith([fakeStep('read'), fakeStep('then', { when })]));
      expect(view).toMatchObject({ state: 'succeeded', steps: [{ outcome }, { state }] });
      expect(times()).toBe(count);
    },
  );

  it('fails where nobody can tell, instead of being left out', async () => {
    const { view, times } = await ran(`when: { ${COUNT}, above: 3 }`, {});
    expect(view).toMatchObject({ state: 'failed' });
    expect(view.steps[1]).toMatchObject({
      state: 'failed',
      reason: 'nobody can tell whether this step runs: steps.read.json.count is missing',
    });
    expect(times).toBe(0);
  });

  it.each([
    ['above: 3', null],
    ['above: 3', 'n/a'],
    ['above: 3', {}],
    ['not: 3', []],
    ['not: idle', ''],
    ['equals: idle', null],
    ['in: [idle, busy]', 3],
    ['equals: true', 'true'],
    ['past: true', 'yesterday'],
    ['withinLast: 10m', null],
    ['max: "{{ steps.read.json.limit }}"', 5],
    ['equals: "{{ steps.read.json.limit }}"', 5],
  ])('fails where what was found cannot be compared: %s of %j', async (wanted, count) => {
    const { view, times } = await ran(`when: { ${COUNT}, ${wanted} }`, { count, limit: null });
    expect(view.steps[1]).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('nobody can tell whether this step runs') as string,
    });
    expect(times).toBe(0);
  });

  it.each([
    ['equals: fast', 'skipped'],
    ['not: fast', 'succeeded'],
  ])('takes a parameter that is left out for nothing, and not for unknown: %s', async (wanted, state) => {
    const times = rig.counting('then');
    const check = {
      name: 'params.mode',
      value: [''],
      expected: wanted === 'not: fast' ? { not: 'fast' } : { equals: 'fast' },
    };
    const view = await rig.carryOut(planWith([fakeStep('then', { when: { check, says: '' } })]));
    expect(view.steps[0]?.state).toBe(state);
    expect(times()).toBe(state === 'skipped' ? 0 : 1);
  });

  it('is asked on the way down what became of the others', async () => {
    rig.fakes.set('read', { execute: async () => ({ status: 'failed', reason: 'no', next: 'x' }) });
    const times = rig.counting('then');
    const when = {
      check: {
        name: 'steps.read.state',
        value: [{ step: 'read', path: ['state'] }],
        expected: { equals: 'failed' },
      },
      says: '',
    };
    const steps = [fakeStep('read'), fakeStep('then', { when, phase: 'on-failure' })];
    expect((await rig.carryOut(planWith(steps))).state).toBe('failed');
    expect(times()).toBe(1);
  });

  const LATELY: PlannedStep['when'] = {
    check: {
      name: 'since',
      value: [{ step: 'read', path: ['since'] }],
      expected: { withinLast: 600_000 },
    },
    says: 'lately',
  };

  /** A step behind a time that is over while it is carried out. */
  async function outlasted(outcome: StepOutcome, change: Partial<PlannedStep> = {}) {
    let times = 0;
    rig.fakes.set('read', {
      execute: async ({ now }) => ({
        status: 'succeeded',
        result: { since: new Date(now().getTime() - 1_000).toISOString() },
      }),
    });
    rig.fakes.set('then', {
      async execute() {
        times += 1;
        rig.clock.advance(900_000);
        return times === 1 ? outcome : { status: 'succeeded', result: null };
      },
    });
    const view = await rig.carryOut(
      planWith([fakeStep('read'), fakeStep('then', { when: LATELY, ...change })]),
    );
    return { view, times: () => times };
  }

  it('of which nobody knows what it did waits for people, also when its time is over by then', async () => {
    const { view } = await outlasted({ status: 'uncertain', reason: 'cut off' }, { effect: 'unsafe' });
    expect(view).toMatchObject({ state: 'unknown', steps: [{}, { state: 'unknown' }] });
  });

  it('that asks somebody waits for the answer, also when its time is over by then', async () => {
    const prompt: Prompt = { text: 'Go on?', choices: [], fields: [], of: [], notRequester: false };
    const { view } = await outlasted({ status: 'asking', prompt });
    expect(view).toMatchObject({ state: 'asking', steps: [{}, { state: 'asking' }] });
  });

  it('that failed and is tried again is tried again, also when its time is over by then', async () => {
    const failed = { status: 'failed', reason: 'no', next: 'x' } as const;
    const { view, times } = await outlasted(failed, { attempts: 2 });
    expect(view).toMatchObject({ state: 'waiting', steps: [{}, { state: 'waiting' }] });
    rig.clock.advance(1_000);
    await rig.engine.work(view.id);
    expect(await rig.view(view.id)).toMatchObject({
      state: 'succeeded',
      steps: [{}, { state: 'succeeded' }],
    });
    expect(times()).toBe(2);
  });

  it('says in the plan when it runs', () => {
    const runbook = runbookOf(act(`when: { ${COUNT}, above: "{{ params.n }}" }`));
    const { act: action } = runbook.actions;
    if (action === undefined) throw new Error('no action');
    const made = plan({ mode: 'fast', n: '5' }, { runbook, action });
    expect(describePlan(made, stepKinds)[2]?.lines).toContain('Only when steps.read.json.count is above 5');
    const known = whenOf('when: { value: "{{ params.mode }}", equals: slow }');
    expect(known).toMatchObject({ says: 'params.mode is slow (now fast)' });
  });
});

describe('lint of a condition on a value', () => {
  it.each([
    ['when: { value: "{{ params.n }}", above: 8 }', ''],
    [`when: { ${COUNT}, above: 3 }`, ''],
    [
      `when: { ${COUNT}, above: 3 }`,
      `\n      - { when: { ${COUNT}, above: 3 }, notify: { text: "{{ steps.then.ms }}" } }`,
    ],
  ])('takes %s', (when, more) => {
    expect(problemsOf(act(when, more))).toEqual([]);
  });

  it.each([
    ['when: { value: "{{ params.n }}", above: 9 }', 'This step never runs', 'take the step away'],
    ['when: { value: "{{ params.mode }}", equals: fats }', 'This step never runs', 'what it may be'],
    ['when: { value: "{{ params.mod }}", equals: fast }', "no parameter 'mod'", "Did you mean 'mode'?"],
    [
      'when: { value: "{{ steps.raed.json.n }}", equals: 1 }',
      "no earlier step 'raed'",
      "Did you mean 'read'?",
    ],
    ['when: { value: "{{ steps.read.text }}", equals: a }', 'has no text', 'Add `parse: text`'],
    [`when: { ${COUNT} }`, 'a condition without a comparison', 'Write one of equals'],
    [`when: { ${COUNT}, abov: 3 }`, "Nothing is called 'abov' here", "Did you mean 'above'?"],
    ['when: { step: read }', "'is' is missing", 'Add `is:`'],
    [`when: { ${COUNT}, above: 3, below: 2 }`, 'nothing is above 3 and below 2', 'Take one of the two away'],
  ])('refuses %s, and says where and what to write', (when, message, suggestion) => {
    expect(problemsOf(act(when))).toMatchObject([
      {
        line: 13,
        message: expect.stringContaining(message) as string,
        suggestion: expect.stringContaining(suggestion) as string,
      },
    ]);
  });

  it('lets no later step speak of one behind a time, which may have come or gone between the two', () => {
    const time = 'when: { value: "{{ steps.read.json.since }}", withinLast: 10m }';
    const more = `\n      - { ${time}, notify: { text: "{{ steps.then.ms }}" } }`;
    expect(problemsOf(act(time, more))).toMatchObject([
      {
        line: 14,
        message: "Step 'then' may be skipped, and this one is not.",
        suggestion: expect.stringContaining('may come or pass between the two steps') as string,
      },
    ]);
  });

  it('lets no later step speak of one that may be left out', () => {
    const more = '\n      - notify: { text: "{{ steps.then.ms }}" }';
    expect(problemsOf(act(`when: { ${COUNT}, above: 3 }`, more))).toMatchObject([
      { line: 14, message: "Step 'then' may be skipped, and this one is not." },
    ]);
  });
});
