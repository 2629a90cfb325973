import type { Action } from '../../../definition/construct/action.ts';
import type { Runbook } from '../../../definition/runbook.ts';
import { expand } from '../../../plan/expand.ts';
import { type Frame, frameOf } from '../../../plan/frame.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { NamedFiles } from './bind-files.ts';

/**
 * What is said of the files of each step of a plan, by its id. What an action names goes for all that it includes; what
 * is written is said by whoever wrote the step, so that nobody has less approved than that demands.
 */
export function filesOf(runbook: Runbook, action: Action, mode: Plan['mode']): (step: string) => NamedFiles {
  const known = new Map<Frame, NamedFiles>();
  const ofFrame = (frame: Frame): NamedFiles => {
    const { files, writes } = frame.action;
    const above = frame.above === undefined ? [] : ofFrame(frame.above.frame).files;
    const named = known.get(frame) ?? { files: [...new Set([...above, ...files])], writes };
    known.set(frame, named);
    return named;
  };
  const steps = new Map(expand(runbook, frameOf(action, mode)).map(({ id, frame }) => [id, frame]));
  return (step) => {
    const frame = steps.get(step);
    if (frame === undefined) throw new Error(`the plan of ${action.id} has no step ${step}`);
    return ofFrame(frame);
  };
}
