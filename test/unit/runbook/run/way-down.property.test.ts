import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { WayDown } from '../../../../src/runbook/plan/plan.ts';
import { begin } from '../../../../src/runbook/run/conclude.ts';
import { leftUndone } from '../../../../src/runbook/run/left-undone.ts';
import { nextMove } from '../../../../src/runbook/run/move.ts';
import type { Run } from '../../../../src/runbook/run/run.ts';
import { newStepRun, type StepState } from '../../../../src/runbook/run/step-run.ts';
import { fakeStep, planWith } from '../../../support/planned.ts';

const NOW = new Date('2026-01-01T00:00:00Z');
type End = Extract<StepState, 'succeeded' | 'failed' | 'cancelled' | 'unknown'>;

interface Written {
  readonly phase: WayDown | undefined;
  readonly end: End;
}

const ends = fc.constantFrom<End>('succeeded', 'failed', 'cancelled', 'unknown');
const list = (phase: WayDown | undefined, least: number) =>
  fc.array(
    ends.map((end): Written => ({ phase, end })),
    { minLength: least, maxLength: 4 },
  );
const written = fc
  .tuple(list(undefined, 1), list('on-failure', 0), list('always', 0))
  .map((lists) => lists.flat());

/** Plays a run in which each step ends as written; whoever must decide on what is unknown aborts it. */
function play(steps: readonly Written[], cancelAt: number) {
  const plan = planWith(
    steps.map(({ phase }, at) => fakeStep(`s${at}`, phase === undefined ? {} : { phase })),
  );
  let run = {
    plan,
    steps: plan.steps.map((_, at) => newStepRun(at)),
    cancel: null,
    wayDownStopped: null,
  } as Pick<Run, 'plan' | 'steps' | 'cancel' | 'wayDownStopped'>;
  const started: number[] = [];
  const set = (position: number, state: StepState): void => {
    const step = run.steps[position] ?? newStepRun(position);
    const after = state === 'running' ? begin(step, 'host#worker', NOW) : { ...step, state };
    run = { ...run, steps: run.steps.with(position, after) };
  };
  for (let moves = 0; moves < 100; moves += 1) {
    if (started.length === cancelAt) run = { ...run, cancel: { by: 'ana', reason: null } };
    const move = nextMove(run, NOW);
    if (move.kind === 'end') return { run, started, state: move.state };
    if (move.kind === 'skip') set(move.position, 'skipped');
    if (move.kind === 'start') {
      started.push(move.position);
      set(move.position, 'running');
      set(move.position, steps[move.position]?.end ?? 'succeeded');
    }
    if (move.kind === 'pause') {
      expect(move.state).toBe('unknown');
      for (const { position } of run.steps.filter(({ state }) => state === 'unknown'))
        set(position, 'failed');
    }
  }
  throw new Error('the run has no end');
}

it('tries every step of the way down exactly once whatever becomes of the others, and ends as the action did', () => {
  fc.assert(
    fc.property(written, fc.integer({ min: 0, max: 12 }), (steps, cancelAt) => {
      const { run, started, state } = play(steps, cancelAt);
      const own = steps.flatMap(({ phase }, at) => (phase === undefined ? [at] : []));
      const begun = own.filter((at) => started.includes(at));
      const ended = begun.map((at) => run.steps[at]?.state);
      const expected = ended.includes('failed')
        ? 'failed'
        : ended.every((one) => one === 'succeeded') && begun.length === own.length
          ? 'succeeded'
          : 'cancelled';
      expect(state).toBe(expected);

      const due = steps.flatMap(({ phase }, at) =>
        begun.length > 0 && (phase === 'always' || (phase === 'on-failure' && state !== 'succeeded'))
          ? [at]
          : [],
      );
      expect(started.filter((at) => steps[at]?.phase !== undefined)).toEqual(due);
      // All of the way down comes after all of the action.
      expect(started.slice(0, begun.length)).toEqual(begun);
      const failed = due.some((at) => steps[at]?.end !== 'succeeded');
      expect(leftUndone(run) !== undefined).toBe(failed);
    }),
    { numRuns: Number(process.env.KEYTURN_PROPERTY_RUNS ?? 500) },
  );
});
