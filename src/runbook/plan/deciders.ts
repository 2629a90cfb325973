import { outcomesOf } from '../definition/check/outcomes-of.ts';
import type { Runbook } from '../definition/runbook.ts';
import type { StepKinds } from '../steps/step.ts';
import { expand } from './expand.ts';
import type { Frame } from './frame.ts';

/** The steps of a frame by which the outcome of what it does is decided, by their ids in the whole plan. */
export function decidersOf(
  runbook: Pick<Runbook, 'actions'>,
  frame: Frame,
  kinds: StepKinds,
): readonly string[] {
  return expand(runbook, frame).flatMap(({ step, id, phase }) => {
    const outcomes = phase === undefined ? outcomesOf(step, kinds) : [];
    return outcomes === 'anything' || outcomes.length > 0 ? [id] : [];
  });
}
