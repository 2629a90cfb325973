import { describe, expect, it } from 'vitest';
import type { Effect } from '../../../../src/runbook/plan/plan.ts';
import { begin, conclude, type Report } from '../../../../src/runbook/run/conclude.ts';
import { decide } from '../../../../src/runbook/run/decided.ts';
import { isInDoubt, newStepRun, type StepRun } from '../../../../src/runbook/run/step-run.ts';
import { fakeStep } from '../../../support/planned.ts';

const NOW = new Date('2026-01-01T00:00:00Z');
const DOUBT: Report = {
  kind: 'doubt',
  reason: 'it took longer than 10s and was stopped',
  stillRunning: null,
};
const INTERRUPTED: Report = { kind: 'interrupted', stillRunning: null };
const REFUSED: Report = {
  kind: 'outcome',
  outcome: { status: 'failed', reason: 'it answered 409: it exists already', next: 'Choose another name.' },
};
const DONE: Report = { kind: 'outcome', outcome: { status: 'succeeded', result: null } };
const NOT_DONE: Report = { kind: 'probed', outcome: { status: 'failed', reason: 'not there', next: '' } };

/** The step after attempts that ended so, one after the other; people have it run again wherever they are asked. */
function attempted(effect: Effect, ...reports: readonly Report[]): StepRun {
  const planned = fakeStep('send', { effect, attempts: 3 });
  return reports.reduce((step, report) => {
    const retried =
      step.state === 'unknown' ? decide(step, 'retry', { by: 'ben' }, 'it is not there', NOW) : step;
    return conclude(begin({ ...retried, dueAt: null }, 'host#worker', NOW), planned, report, NOW);
  }, newStepRun(0));
}

describe('an attempt that may have taken effect', () => {
  it('is not forgotten when people have it run again and that fails clearly', () => {
    const step = attempted('unsafe', DOUBT, REFUSED);
    expect(step).toMatchObject({ state: 'failed', outcome: 'unknown' });
    expect(step.reason).toBe(
      'it answered 409: it exists already; an attempt before this one may have taken effect',
    );
    expect(step.next).toBe('Look at the target first. Choose another name.');
  });

  it.each([
    ['ran out of time', DOUBT],
    ['was cut off by a crash', INTERRUPTED],
  ])('is not forgotten when it %s and each attempt after it fails clearly', (_how, first) => {
    expect(isInDoubt(attempted('idempotent', first, REFUSED, REFUSED, REFUSED))).toBe(true);
  });

  it('is in no doubt once a later attempt succeeds, or the probe finds that it did not happen', () => {
    expect(attempted('idempotent', DOUBT, DONE)).toMatchObject({ state: 'succeeded', outcome: null });
    expect(attempted('unsafe', DOUBT, DONE)).toMatchObject({ state: 'succeeded', outcome: null });
    expect(attempted('probeable', DOUBT, NOT_DONE)).toMatchObject({ state: 'failed', outcome: null });
    expect(attempted('probeable', INTERRUPTED, NOT_DONE, REFUSED)).toMatchObject({
      state: 'failed',
      outcome: null,
    });
  });

  it('is in no doubt where it only looks', () => {
    expect(attempted('pure', DOUBT, REFUSED, REFUSED)).toMatchObject({ state: 'failed', outcome: null });
    expect(attempted('pure', INTERRUPTED, REFUSED, REFUSED, REFUSED)).toMatchObject({ outcome: null });
  });

  it('says nothing of attempts that all failed clearly', () => {
    expect(attempted('idempotent', REFUSED, REFUSED, REFUSED)).toMatchObject({
      state: 'failed',
      outcome: null,
      reason: 'it answered 409: it exists already',
    });
  });
});
