import type { Finding } from '../../written/problem.ts';
import { effectOf } from '../definition/check/steps.ts';
import type { Action } from '../definition/construct/action.ts';
import { STEP_LISTS } from '../definition/construct/sequence.ts';
import type { Expanded } from './expand.ts';
import type { Frame } from './frame.ts';
import type { OpenFrame } from './frame-scope.ts';
import { unreadyBy } from './own-turn.ts';
import { BadParams } from './param.ts';
import type { PlannedStep } from './plan.ts';
import { DEFAULT_TIMEOUT_MS, planStep, type StepDeps, type StepPlan } from './plan-step.ts';
import { definitionError } from './scope.ts';

/**
 * A step of an emergency, whatever it lacks: see {@link OwnTurn}. Where its values cannot be settled it stands in the plan without
 * them, says why, and fails at its turn.
 * @param check throws for what is wrong with its definition
 */
export function planOrSay(expanded: Expanded, deps: StepDeps, check: (one: Expanded) => void): StepPlan {
  try {
    check(expanded);
    return planStep(expanded, deps);
  } catch (error) {
    return { step: { ...bare(expanded, deps), unready: unreadyBy(error) }, targets: [], facts: [] };
  }
}

/** What is known of a step without its values. */
function bare({ step, id, phase, titles, frame }: Expanded, { kinds }: Pick<StepDeps, 'kinds'>): PlannedStep {
  const source = step.source ?? (frame.above === undefined ? undefined : frame.action.source);
  return {
    id,
    title: [...titles, step.title ?? kinds.get(step.kind)?.summary ?? step.kind].join(': '),
    ...(phase === undefined ? {} : { phase }),
    ...(source === undefined ? {} : { source }),
    kind: step.kind,
    // It does nothing: what a crash in its middle means is no matter.
    effect: effectOf(step, kinds) ?? 'unsafe',
    spec: null,
    timeoutMs: step.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    attempts: 1,
    backoffMs: 0,
    when: null,
    secrets: [],
  };
}

/** Throws what was found wrong at the place where a step stands. */
export function refuseFaults(action: string, findings: readonly Finding[]): (one: Expanded) => void {
  return ({ place }) => {
    const fault = findings.find(({ path }) => path[2] === place.list && path[3] === place.index);
    if (fault !== undefined) throw definitionError(action, fault);
  };
}

/** Whether something that was found wrong is the matter of the whole action: it stands at none of its steps. */
export function isOfNoStep({ path }: Finding): boolean {
  return !(STEP_LISTS as readonly PropertyKey[]).includes(path[2] ?? '');
}

/**
 * Whether an inclusion takes what it is given. Where it does not, its steps lack that.
 * @throws BadParams for what somebody has typed, who can type it again at once
 */
export function opens(frame: Frame, open: (frame: Frame) => OpenFrame, asked: Action): boolean {
  try {
    open(frame);
    return true;
  } catch (error) {
    const isTyped =
      error instanceof BadParams && error.problems.every(({ param }) => Object.hasOwn(asked.params, param));
    if (isTyped) throw error;
    return false;
  }
}
