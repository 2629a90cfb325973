import { saidDone } from './decided.ts';
import { foundBeside } from './found/found.ts';
import { foundBriefly } from './found/words.ts';
import type { EndState, Run } from './run.ts';
import { severityOf } from './severity.ts';
import { IN_DOUBT, isInDoubt, type StepRun } from './step-run.ts';
import { isDescending } from './way-down.ts';

/** The step at which what an action does came to its end without success: it failed, or was left in doubt. */
export function failedStep({ plan, steps }: Pick<Run, 'plan' | 'steps'>): StepRun | undefined {
  return steps.find(
    (step) =>
      (step.state === 'failed' || (step.state === 'cancelled' && isInDoubt(step))) &&
      !isDescending(plan, step),
  );
}

/** Whether a run ended at a step of which nobody knows whether it took effect: it did not simply fail. */
export function isUnclear(run: Pick<Run, 'state' | 'plan' | 'steps'>): boolean {
  return run.state === 'failed' && failedStep(run)?.outcome === IN_DOUBT;
}

/** What a run came to, in the few words that a list has room for. */
export function stateInWords(run: Pick<Run, 'state' | 'outcome' | 'plan' | 'steps'>): string {
  const { state, outcome, steps } = run;
  const found = foundBeside(run);
  // Of an emergency people want to know what stands still, and not how its run ended.
  if (found !== undefined) return foundBriefly(found, state as EndState);
  if (state === 'unknown' || isUnclear(run)) return 'unknown whether it took effect';
  if (state === 'cancelled' && steps.some(isInDoubt)) return 'cancelled: unknown whether it took effect';
  const said = state === 'succeeded' && steps.some(saidDone) ? ', as people say' : '';
  const severity = state === 'succeeded' ? severityOf(run) : 'info';
  // To have run to its end is no success where it found something bad.
  if (severity === 'danger' || severity === 'warning') return `${severity}: ${outcome}${said}`;
  return `${state}${outcome === null || outcome === state ? '' : `: ${outcome}`}${said}`;
}
