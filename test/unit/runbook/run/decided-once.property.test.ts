import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keptBack } from '../../../../src/runbook/engine/kept-back.ts';
import type { PlannedStep, When } from '../../../../src/runbook/plan/plan.ts';
import { begin } from '../../../../src/runbook/run/conclude.ts';
import { judgeWhen } from '../../../../src/runbook/run/condition.ts';
import { nextMove } from '../../../../src/runbook/run/move.ts';
import { newStepRun, type StepRun, type StepState } from '../../../../src/runbook/run/step-run.ts';
import { fakeStep, planWith } from '../../../support/planned.ts';

const SINCE = Date.parse('2026-01-01T00:00:00Z');
const MINUTE = 60_000;

/** A condition that holds for ten minutes, or one that holds after them. */
function whenOf(isOver: boolean): When {
  const value = new Date(isOver ? SINCE + 10 * MINUTE : SINCE).toISOString();
  const expected = isOver ? { past: true } : { withinLast: 10 * MINUTE };
  return { check: { name: 'since', value: [value], expected }, says: 'lately' };
}

const OPEN: readonly StepState[] = ['pending', 'waiting', 'asking', 'doubtful', 'interrupted', 'unknown'];
const minutes = fc.integer({ min: 0, max: 20 });
const at = (minute: number) => new Date(SINCE + minute * MINUTE);

function runOf(step: StepRun, change: Partial<PlannedStep>) {
  const failed: StepRun = { ...newStepRun(0), state: 'failed', startedAt: at(0), endedAt: at(0) };
  const descends = change.phase !== undefined;
  const plan = planWith([...(descends ? [fakeStep('before')] : []), fakeStep('one', change)]);
  const steps = descends ? [failed, { ...step, position: 1 }] : [step];
  return { plan, steps, cancel: null, wayDownStopped: null };
}

const phases = fc.constantFrom<Pick<PlannedStep, 'phase'>>({}, { phase: 'on-failure' }, { phase: 'always' });

it('what has begun is never left out, whatever the clock says of its condition by then', () => {
  fc.assert(
    fc.property(
      fc.boolean(),
      phases,
      fc.constantFrom(...OPEN),
      minutes,
      minutes,
      (isOver, phase, state, began, now) => {
        const step: StepRun = { ...newStepRun(0), state, startedAt: at(began), dueAt: null };
        expect(nextMove(runOf(step, { when: whenOf(isOver), ...phase }), at(now)).kind).not.toBe('skip');
      },
    ),
  );
});

it('whether a step runs is decided by the time at which it begins, and every attempt of it keeps to that', () => {
  fc.assert(
    fc.property(fc.boolean(), phases, minutes, minutes, (isOver, phase, began, later) => {
      const run = runOf(newStepRun(0), { when: whenOf(isOver), ...phase });
      const position = run.steps.length - 1;
      const holds = 'holds' in judgeWhen(run, position, at(began));
      const move = nextMove(run, at(began));
      expect(move.kind).toBe(holds ? 'start' : 'skip');
      const open = run.steps[position] ?? newStepRun(position);
      const step = begin(open, 'host#worker', at(began));
      const attempt = {
        run: { ...run, steps: run.steps.with(position, step) },
        step,
        now: () => at(began + later),
      };
      expect(keptBack(attempt) === undefined).toBe(holds);
    }),
  );
});
