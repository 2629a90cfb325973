import type { WayDownSaid } from '../../audit/words.ts';
import type { PlannedStep } from '../plan/plan.ts';
import type { Run } from './run.ts';
import { isFoundNotDone, isInDoubt, type StepRun } from './step-run.ts';

/**
 * What steps of a run have done to what is outside, beyond looking and telling. `tried`: one began and failed, and what it did by then
 * nobody knows; a program that ends with a failure half-way has done the half of it.
 */
type Effects = 'none' | 'tried' | 'done' | 'done-in-part';

/** What the steps that are the action itself did. */
export function effectsOfAction(run: Run): Effects {
  return effectsOf(run, ({ phase }) => phase === undefined);
}

/** How the steps went that follow when it has not succeeded, or in any case; undefined: they did nothing, or there were none. */
export function wayDownSaid(run: Run): WayDownSaid | undefined {
  const effects = effectsOf(run, ({ phase }) => phase !== undefined);
  return SAID[effects];
}

const SAID: { readonly [E in Effects]: WayDownSaid | undefined } = {
  none: undefined,
  tried: 'failed',
  done: 'done',
  'done-in-part': 'in-part',
};

/** Whether it is certain that a run changed nothing: whoever lists what was changed need not look at it. */
export function changedNothing(run: Run): boolean {
  const { plan, state } = run;
  if (plan.mode !== 'execute') return true;
  // Of one that succeeded its author says by the risk whether it only looks.
  if (state === 'succeeded' && plan.risk !== 'read') return false;
  return !hasTouched(run);
}

/** Whether a run has done something outside, or may have, whether it has ended or not. */
export function hasTouched({ plan, steps }: Run): boolean {
  return steps.some((step) => {
    const planned = plan.steps[step.position];
    return planned !== undefined && effectOf(step, planned) !== 'none';
  });
}

function effectsOf({ plan, steps }: Run, isOne: (planned: PlannedStep) => boolean): Effects {
  const all = steps.flatMap((step) => {
    const planned = plan.steps[step.position];
    return planned === undefined || !isOne(planned) ? [] : [effectOf(step, planned)];
  });
  const [done, tried] = [all.includes('done'), all.includes('tried')];
  if (!done) return tried ? 'tried' : 'none';
  return tried ? 'done-in-part' : 'done';
}

function effectOf(step: StepRun, planned: PlannedStep): 'none' | 'tried' | 'done' {
  if (planned.kind === 'notify' || (planned.effect === 'pure' && planned.byHand !== true)) return 'none';
  switch (step.state) {
    case 'succeeded':
      return 'done';
    case 'skipped':
    case 'pending':
      return isTriedBefore(step) ? 'tried' : 'none';
    case 'cancelled':
      return isInDoubt(step) || isTriedBefore(step) ? 'tried' : 'none';
    case 'failed':
      return step.startedAt === null || isFoundNotDone(step) ? 'none' : 'tried';
    default:
      return step.startedAt === null ? 'none' : 'tried';
  }
}

/** Whether an attempt before failed, or ended without telling. */
function isTriedBefore({ failures, interruptions }: StepRun): boolean {
  return failures > 0 || interruptions > 0;
}
