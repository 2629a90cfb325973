import type { Plan } from '../plan/plan.ts';
import type { Run } from './run.ts';
import { isStepEnded, type StepRun } from './step-run.ts';

/** What comes next for a run that nobody works on. */
export type Move =
  | { readonly kind: 'start'; readonly position: number }
  | { readonly kind: 'skip'; readonly position: number; readonly reason: string }
  | { readonly kind: 'pause'; readonly state: 'waiting' | 'asking' | 'unknown'; readonly until: Date | null }
  | {
      readonly kind: 'end';
      readonly state: 'succeeded' | 'failed' | 'cancelled';
      readonly outcome: string | null;
    };

/** Decides on what is stored and on `now` alone. */
export function nextMove(run: Pick<Run, 'plan' | 'steps' | 'cancel'>, now: Date): Move {
  const { plan, steps } = run;
  if (steps.some((step) => step.state === 'failed')) return { kind: 'end', state: 'failed', outcome: null };
  const step = steps.find((candidate) => !isStepEnded(candidate));
  const cancelled = run.cancel !== null || steps.some((candidate) => candidate.state === 'cancelled');
  if (cancelled && (step !== undefined || steps.some((candidate) => candidate.state === 'cancelled')))
    return { kind: 'end', state: 'cancelled', outcome: null };
  if (step === undefined) return { kind: 'end', state: 'succeeded', outcome: lastOutcome(steps) };
  const skipped = whySkipped(plan, steps, step.position);
  return skipped === undefined
    ? moveOf(step, now)
    : { kind: 'skip', position: step.position, reason: skipped };
}

function moveOf(step: StepRun, now: Date): Move {
  switch (step.state) {
    case 'unknown':
      return { kind: 'pause', state: 'unknown', until: null };
    case 'asking':
      if (step.answer === null) return { kind: 'pause', state: 'asking', until: null };
      break;
    case 'waiting':
      if (step.dueAt !== null && step.dueAt > now)
        return { kind: 'pause', state: 'waiting', until: step.dueAt };
      break;
    default:
      break;
  }
  return { kind: 'start', position: step.position };
}

/** A step behind a branch runs only when the branch was reached and chose it. */
function whySkipped(plan: Plan, steps: readonly StepRun[], position: number): string | undefined {
  const when = plan.steps[position]?.when ?? null;
  if (when === null) return undefined;
  const branch = steps[plan.steps.findIndex((planned) => planned.id === when.step)];
  if (branch?.outcome === when.choice) return undefined;
  return `${when.step} is ${branch?.outcome ?? 'not decided'}, not ${when.choice}`;
}

function lastOutcome(steps: readonly StepRun[]): string | null {
  return steps.findLast((step) => step.outcome !== null)?.outcome ?? null;
}
