import { planPolicy } from '../plan/plan-policy.ts';
import { approverRoles } from './approver-roles.ts';
import type { Run } from './run.ts';
import type { StepRun } from './step-run.ts';
import { isPast } from './way-down.ts';

/** What a run waits for people with now. */
export interface Asking {
  readonly step: StepRun;
  /** Roles of which somebody may end the wait; none: whoever asked for the run, or anybody in the settings. */
  readonly of: readonly string[];
  /** Whether they are called at any hour. */
  readonly wakes: boolean;
}

type Asked = Pick<Run, 'plan' | 'steps' | 'cancel' | 'overtaken'>;

/** @returns undefined for a run that waits for nobody. */
export function askingOf(run: Asked): Asking | undefined {
  const step = run.steps.find((one) => isAsking(one) && !isPast(run, one));
  if (step === undefined) return undefined;
  const named = step.prompt?.of ?? [];
  const of = step.state === 'asking' && named.length > 0 ? named : approverRoles(run.plan);
  return { step, of, wakes: isPressing(run) };
}

function isAsking({ state, prompt, answer }: StepRun): boolean {
  return state === 'unknown' || (state === 'asking' && prompt !== null && answer === null);
}

/** What nobody was to wait for when it was begun does not wait for the morning either. */
function isPressing({ plan }: Asked): boolean {
  const policy = planPolicy(plan);
  return policy?.kind === 'break-glass' || policy?.policy.wakes === true;
}

/** Whether a step asks one person to confirm what another one, whoever asked for the run, does by hand. */
export function isDoneByHand({ plan }: Pick<Run, 'plan'>, { position, prompt }: StepRun): boolean {
  return plan.steps[position]?.byHand === true && prompt?.notRequester === true;
}
