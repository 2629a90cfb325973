import type { Finding } from '../../../../written/problem.ts';
import type { StepKinds } from '../../../steps/step.ts';
import type { Step } from '../../construct/step.ts';
import type { Fillings } from '../../fill-slots.ts';
import type { Runbook } from '../../runbook.ts';
import { effectOf } from '../steps.ts';

/** What warnings know besides the runbook. */
export interface WarningContext {
  readonly kinds: StepKinds;
  /** What keyturn.yaml fills slots of this runbook with. */
  readonly fillings: Fillings;
}

/** Something that a sound runbook leaves open. It serves all the same. */
export type Warning = (runbook: Runbook, context: WarningContext) => readonly Finding[];

/**
 * Whether a step changes something outside: it calls a program or a service and does not only read. A slot does, whoever has filled
 * it in: what a runbook says of it is right in every installation.
 */
export function changes(step: Step, kinds: StepKinds): boolean {
  if (step.slot !== undefined) return true;
  return kinds.get(step.kind)?.printed !== undefined && effectOf(step, kinds) !== 'pure';
}
