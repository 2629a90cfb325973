import type { PlannedStep, Severity } from '../plan/plan.ts';
import type { Run } from './run.ts';
import type { StepRun } from './step-run.ts';

type Ended = Pick<Run, 'outcome' | 'plan' | 'steps'>;

/**
 * Whether what an action that succeeded came to is good or bad. What its author says counts; an outcome of which they say nothing
 * asks for attention, because nobody knows whether it is good news, and a way that people chose is neither.
 */
export function severityOf(run: Ended): Severity {
  const { outcome, plan } = run;
  if (outcome === null || outcome === 'succeeded') return judges(run) ? 'good' : 'info';
  return severityOfOutcome(plan, outcome) ?? (isChosen(run, outcome) ? 'info' : 'warning');
}

/** What the author of an action says of an outcome; undefined: nothing. */
export function severityOfOutcome({ outcomes = {} }: Run['plan'], outcome: string): Severity | undefined {
  return Object.hasOwn(outcomes, outcome) ? outcomes[outcome]?.severity : undefined;
}

/** One sentence of its author about how a run ended; empty where they wrote none. */
export function sayingOf({ outcomes = {} }: Run['plan'], outcome: string): string {
  return Object.hasOwn(outcomes, outcome) ? (outcomes[outcome]?.says ?? '') : '';
}

/**
 * Whether to have come to its end is good. What only looks and compares nothing has found nothing good: it has an answer, and people
 * read it. A rehearsal has done nothing. Nor is it good where a check did not hold, or where conditions left out all that would have
 * changed something.
 */
function judges({ plan, steps }: Ended): boolean {
  if (plan.mode === 'dry-run') return false;
  const own = plan.steps.flatMap((planned, index) => {
    const step = steps[index];
    return step === undefined || planned.phase !== undefined ? [] : [{ planned, step }];
  });
  const done = own.filter(({ step }) => step.state === 'succeeded');
  if (done.some(({ step }) => hasMissed(step))) return false;
  if (done.some(({ planned }) => compares(planned))) return true;
  const isWhole = done.length === own.length;
  return plan.risk !== 'read' && (isWhole || done.some(({ planned }) => planned.effect !== 'pure'));
}

/** Whether one of its checks did not hold, which did not have to. */
export function hasMissed({ result }: Pick<StepRun, 'result'>): boolean {
  if (result === null || typeof result !== 'object' || !('checks' in result)) return false;
  const checks = result.checks as readonly { readonly ok?: unknown }[];
  return Array.isArray(checks) && checks.some(({ ok }) => ok === false);
}

function compares({ kind, spec }: PlannedStep): boolean {
  if (kind === 'assert') return true;
  const { expect } = (spec ?? {}) as { readonly expect?: { readonly json?: unknown } };
  return kind === 'http' && expect?.json !== undefined;
}

function isChosen({ plan, steps }: Ended, outcome: string): boolean {
  const last = steps.findLast((step) => step.outcome === outcome);
  return last !== undefined && plan.steps[last.position]?.kind === 'branch';
}
