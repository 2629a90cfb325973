import { isActivePerson, type Standing } from '../../people/standing.ts';
import { refuseAbort } from './abort.ts';
import { refuseAnswerer } from './answer.ts';
import { isDoneByHand } from './asking.ts';
import type { Run } from './run.ts';
import type { StepRun } from './step-run.ts';
import { isPast } from './way-down.ts';

type Asking = Pick<Run, 'requester' | 'plan' | 'steps' | 'cancel' | 'overtaken'>;

/**
 * Whether a run waits for what this person may do: an answer, or a decision about an effect of which nobody knows. What nobody has
 * filled in is done by whoever asked for the run, so it waits for them as well.
 */
export function isRunAwaited(run: Asking, standing: Standing | undefined, now: Date): boolean {
  if (!isActivePerson(standing)) return false;
  return run.steps.some((step) => {
    const { state, prompt, answer, opinions } = step;
    if (isPast(run, step)) return false;
    if (state === 'asking' && prompt !== null && answer === null)
      return isTheirsToDo(run, step, standing) || refuseAnswerer(prompt, standing, run, now) === undefined;
    if (state !== 'unknown') return false;
    const hasSaid = opinions.some(({ principal }) => principal === standing.principal);
    return !hasSaid && refuseAbort(run, standing, now) === undefined;
  });
}

function isTheirsToDo(run: Asking, step: StepRun, { principal }: Standing): boolean {
  return principal === run.requester && isDoneByHand(run, step);
}
