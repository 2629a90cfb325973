import type { Json } from '../../canonical.ts';
import { quoted } from '../../values/quoted.ts';
import { saying } from '../../values/saying.ts';
import { saidDone } from './decided.ts';
import { IN_DOUBT, isInDoubt, isStepEnded, type StepRun } from './step-run.ts';

/**
 * What the way down finds of a step before it, whatever became of that: its state and why beside its result. It is told
 * to people in a hurry, so each is true of its state: what was never run went neither well nor wrong.
 */
export function standingOf(step: StepRun | undefined): Json | undefined {
  if (step === undefined) return undefined;
  const { state, result } = step;
  const outcome = isStepEnded(step) || state === 'unknown' ? step.outcome : null;
  const found = result === null || typeof result !== 'object' || Array.isArray(result) ? {} : result;
  return { outcome, ...found, state: stateOf(step), reason: reasonOf(step, state) };
}

function stateOf(step: StepRun): string {
  if (isInDoubt(step)) return IN_DOUBT;
  return isUnbegun(step) ? 'not run' : step.state;
}

/** Whether it was never run, be it that the run never came to it or that it was left out for what had begun meanwhile. */
function isUnbegun({ state, startedAt }: StepRun): boolean {
  return startedAt === null && (state === 'pending' || state === 'cancelled');
}

function reasonOf(step: StepRun, state: StepRun['state']): string {
  const { reason, outcome } = step;
  if (isInDoubt(step))
    return reason === null
      ? 'nobody knows whether it took effect'
      : `${reason}; nobody knows whether it took effect`;
  if (isUnbegun(step)) return reason ?? 'what comes before it did not succeed, or the run was cancelled';
  const said = saidDone(step);
  if (said !== undefined)
    return `${saying(said.by)} that it was done (${quoted(said.reason)}), and Keyturn did not see it`;
  if (reason === null && state === 'succeeded' && outcome !== null)
    return `it ended with the outcome ${quoted(outcome)}`;
  return reason ?? WITHOUT_REASON[state] ?? 'it was not finished';
}

const WITHOUT_REASON: Partial<Record<StepRun['state'], string>> = {
  succeeded: 'nothing went wrong',
  failed: 'it did not say why',
  skipped: 'it was not needed',
  cancelled: 'it was stopped',
  asking: 'nobody answered it',
};
