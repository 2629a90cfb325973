import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Effect } from '../../../../src/runbook/plan/plan.ts';
import { begin, conclude, type Report } from '../../../../src/runbook/run/conclude.ts';
import { nextMove } from '../../../../src/runbook/run/move.ts';
import { newStepRun } from '../../../../src/runbook/run/step-run.ts';
import { fakeStep, planWith } from '../../../support/planned.ts';

const NOW = new Date('2026-01-01T00:00:00Z');
const INTERRUPTED: Report = { kind: 'interrupted', stillRunning: null };
const NOT_DONE: Report = { kind: 'probed', outcome: { status: 'failed', reason: 'not there', next: '' } };
const DOUBT: Report = { kind: 'doubt', reason: 'it took too long', stillRunning: null };

type Fate = 'interrupted' | 'answers';

/** Plays a step whose attempts and probes end as written, and with an interruption when nothing is written any more. */
function play(effect: Effect, fates: readonly Fate[], execution: Report) {
  const plan = planWith([fakeStep('one', { effect, attempts: 100 })]);
  const [planned] = plan.steps;
  if (planned === undefined) throw new Error('no step');
  let step = newStepRun(0);
  const left = [...fates];
  let interruptions = 0;
  for (let attempts = 0; attempts < 100; attempts += 1) {
    const steps = [{ ...step, dueAt: null }];
    const move = nextMove({ plan, steps, cancel: null, wayDownStopped: null }, NOW);
    if (move.kind !== 'start') return { step, interruptions, attempts };
    step = begin({ ...step, dueAt: null }, 'host#worker', NOW);
    const fate = left.shift() ?? 'interrupted';
    if (fate === 'interrupted') interruptions += 1;
    const answer = step.state === 'running' ? execution : NOT_DONE;
    step = conclude(step, planned, fate === 'interrupted' ? INTERRUPTED : answer, NOW);
  }
  throw new Error('it is repeated without end');
}

const effects = fc.constantFrom<Effect>('pure', 'idempotent', 'probeable', 'unsafe');
const fates = fc.array(fc.constantFrom<Fate>('interrupted', 'answers'), { maxLength: 20 });

it('nothing is begun again without end by what stops Keyturn, be it the step or its probe; people are asked then', () => {
  fc.assert(
    fc.property(effects, fates, (effect, written) => {
      const { step, interruptions } = play(effect, written, INTERRUPTED);
      expect(interruptions).toBeLessThanOrEqual(6);
      expect(step.state).toBe(effect === 'pure' ? 'failed' : 'unknown');
      expect(step.reason).toContain('Keyturn was stopped');
    }),
  );
});

it('a step that was in doubt is never run again by itself, however often its probe is interrupted', () => {
  fc.assert(
    fc.property(fates, (written) => {
      const { step, interruptions } = play('probeable', ['answers', ...written], DOUBT);
      const told = written.slice(0, 6).includes('answers');
      expect(step.state).toBe(told ? 'failed' : 'unknown');
      if (told) expect(step.reason).toContain('it took too long; it did not happen');
      expect(interruptions).toBeLessThanOrEqual(6);
    }),
  );
});
