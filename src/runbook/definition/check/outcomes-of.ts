import type { Outcomes, StepKinds } from '../../steps/step.ts';
import type { Step } from '../construct/step.ts';

/** The outcomes that a step may end with: choices of a branch, meanings of exit codes, those of what it includes, the end of its time. */
export function outcomesOf(step: Step, kinds: StepKinds): Outcomes {
  const own = kinds.get(step.kind)?.outcomesOf?.(step.written) ?? [];
  const late = step.poll?.otherwise;
  return own === 'anything' || late === undefined ? own : [...own, late];
}
