import type { Outcomes, StepKinds } from '../../steps/step.ts';
import type { Step } from '../construct/step.ts';

/** The outcomes that a step may end with: choices of a branch, meanings of exit codes, those of what it includes. */
export function outcomesOf(step: Step, kinds: StepKinds): Outcomes {
  return kinds.get(step.kind)?.outcomesOf?.(step.written) ?? [];
}
