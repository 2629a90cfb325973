import type { Step } from '../construct/step.ts';

/** The id of a step, given or by its number (from 1). */
export function stepId(step: Pick<Step, 'id'>, index: number): string {
  return step.id ?? `step-${index + 1}`;
}
