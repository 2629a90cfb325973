import { describe, expect, it } from 'vitest';
import type { NextStep, Plan } from '../../../../src/runbook/plan/plan.ts';
import { nextAfter } from '../../../../src/runbook/run/next.ts';
import type { Run } from '../../../../src/runbook/run/run.ts';
import { severityOf } from '../../../../src/runbook/run/severity.ts';
import { newStepRun, type StepRun } from '../../../../src/runbook/run/step-run.ts';
import { stateInWords } from '../../../../src/runbook/run/words.ts';
import { fakeStep, planWith } from '../../../support/planned.ts';

const at = new Date(0);
const offer = (name: string) => ({ action: `test:${name}`, title: name });
const after = (name: string, when: NextStep['after']): NextStep => ({ ...offer(name), after: when });

function ended(change: Partial<Run>, plan: Partial<Plan> = {}, step: Partial<StepRun> = {}) {
  return {
    state: 'succeeded',
    outcome: null,
    note: null,
    offers: null,
    finishedAt: at,
    plan: planWith([fakeStep('check', { kind: 'assert' })], plan),
    steps: [{ ...newStepRun(0), state: 'succeeded', ...step }],
    ...change,
  } as Run;
}

const NEXT: readonly NextStep[] = [
  after('reset', { outcome: 'harmless' }),
  after('go-on', { outcome: 'succeeded' }),
  after('repair', { outcome: 'failed' }),
  after('open', { step: 'check', check: 'Breaker' }),
];
const missed = {
  checks: [
    { label: 'Breaker', ok: false },
    { label: 'Oracles', ok: true },
  ],
};

describe('what comes next', () => {
  it('follows the outcome that a run had, and no other', () => {
    expect(nextAfter(ended({ outcome: 'harmless' }, { next: NEXT }))).toEqual([offer('reset')]);
    expect(nextAfter(ended({ outcome: 'threat' }, { next: NEXT }))).toEqual([]);
    expect(nextAfter(ended({}, { next: NEXT }))).toEqual([offer('go-on')]);
  });

  it('is after a failure the remedy of what did not hold, before what helps in general', () => {
    const failed = ended({ state: 'failed' }, { next: NEXT }, { state: 'failed', result: missed });
    expect(nextAfter(failed)).toEqual([offer('open'), offer('repair')]);
    const elsewhere = { checks: [{ label: 'Breaker', ok: true }] };
    expect(
      nextAfter(ended({ state: 'failed' }, { next: NEXT }, { state: 'failed', result: elsewhere })),
    ).toEqual([offer('repair')]);
  });

  it('is offered once, and only so much of it that people weigh it', () => {
    const next = ['a', 'a', 'b', 'c', 'd'].map((name) => after(name, { outcome: 'succeeded' }));
    expect(nextAfter(ended({}, { next }))).toEqual(['a', 'b', 'c'].map(offer));
  });

  it('is what a run lacked that was not started', () => {
    const requires = [
      { action: 'test:verify', title: 'Verify', outcome: 'harmless', withinMs: 1 },
      { action: 'test:backup', outcome: 'succeeded', withinMs: 1 },
    ];
    const offers = [{ action: 'test:backup', title: 'test:backup' }];
    const note = 'Go was not started. It needs test:backup, which has not been run.';
    expect(nextAfter(ended({ state: 'refused', note, offers }, { requires }))).toEqual(offers);
  });

  it('is nothing that only the words of its refusal name', () => {
    const requires = [
      { action: 'test:backup', outcome: 'succeeded', withinMs: 1 },
      { action: 'test:backup/verify', outcome: 'succeeded', withinMs: 1 },
    ];
    const note =
      'Go was not started. test:backup is under way. Wait for it to end, then run test:backup/verify.';
    expect(nextAfter(ended({ state: 'refused', note }, { requires }))).toEqual([]);
  });

  it.each([
    ['it goes on', { state: 'running', finishedAt: null }, {}],
    ['somebody cancelled it', { state: 'cancelled' }, {}],
    ['nobody knows what it did', { state: 'failed' }, { state: 'failed', outcome: 'unknown' }],
  ] as const)('is nothing while %s', (_what, change, step) => {
    expect(nextAfter(ended(change, { next: NEXT }, { ...step, result: missed }))).toEqual([]);
  });
});

describe('whether an end is good or bad', () => {
  it('is what the author says of the outcome', () => {
    const outcomes = { threat: { severity: 'danger' } } as const;
    expect(severityOf(ended({ outcome: 'threat' }, { outcomes }))).toBe('danger');
  });

  it('stands in lists as well: a threat is no success there', () => {
    const outcomes = { threat: { severity: 'danger' }, harmless: { severity: 'good' } } as const;
    expect(stateInWords(ended({ outcome: 'threat' }, { outcomes }))).toBe('danger: threat');
    expect(stateInWords(ended({ outcome: 'harmless' }, { outcomes }))).toBe('succeeded: harmless');
  });

  it('asks for attention where nobody says, but for a way that people chose', () => {
    expect(severityOf(ended({ outcome: 'inactive' }))).toBe('warning');
    const plan = planWith([fakeStep('way', { kind: 'branch' })]);
    expect(severityOf(ended({ outcome: 'left', plan }, {}, { outcome: 'left' }))).toBe('info');
  });

  it('is not good where a check did not hold, though it did not have to', () => {
    for (const risk of ['read', 'low'] as const)
      expect(severityOf(ended({}, { risk }, { result: missed }))).toBe('info');
  });

  it('is not good where conditions left out what would have changed something', () => {
    const steps = [fakeStep('look'), fakeStep('change', { effect: 'idempotent' })];
    const plan = planWith(steps, { risk: 'high' });
    const how = (...states: readonly StepRun['state'][]) =>
      severityOf(ended({ plan, steps: states.map((state, at) => ({ ...newStepRun(at), state })) }));
    expect(how('skipped', 'skipped')).toBe('info');
    expect(how('succeeded', 'skipped')).toBe('info');
    expect(how('skipped', 'succeeded')).toBe('good');
    expect(how('succeeded', 'succeeded')).toBe('good');
  });

  it('is good after plain success, unless it only looked and compared nothing', () => {
    expect(severityOf(ended({}))).toBe('good');
    expect(severityOf(ended({}, { risk: 'read' }))).toBe('good');
    const plan = planWith([fakeStep('look', { kind: 'shell' })], { risk: 'read' });
    expect(severityOf(ended({ plan }))).toBe('info');
    const asks = planWith([fakeStep('look', { kind: 'http', spec: { expect: { json: { $: 1 } } } })], {
      risk: 'read',
    });
    expect(severityOf(ended({ plan: asks }))).toBe('good');
  });
});
