import type { PlannedStep, Severity } from '../plan/plan.ts';
import type { Run } from './run.ts';

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
 * What only looks and compares nothing has found nothing good: it has an answer, and people read it. A rehearsal has done nothing.
 */
function judges({ plan, steps }: Ended): boolean {
  if (plan.mode === 'dry-run') return false;
  return (
    plan.risk !== 'read' ||
    plan.steps.some((step, index) => steps[index]?.state === 'succeeded' && compares(step))
  );
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
