import type { Json } from '../../canonical.ts';
import type { Offer } from '../../errors.ts';
import type { NextStep } from '../plan/plan.ts';
import { isEmergency } from './emergency.ts';
import type { Run } from './run.ts';
import { isUnclear } from './words.ts';

type Ended = Pick<Run, 'state' | 'outcome' | 'offers' | 'plan' | 'steps' | 'finishedAt'>;

/** More buttons than these are a list to search, not a next step. */
const MOST = 3;

/**
 * What comes next after a run has ended, the nearest first: the remedy of each check that did not hold, what follows its outcome,
 * and, where it was not started, what its refusal offered. Nothing where nobody knows what the run did, but of an emergency, which is
 * gone on with at once: first people look.
 */
export function nextAfter(run: Ended): readonly Offer[] {
  const { state, plan, finishedAt } = run;
  if (finishedAt === null || state === 'cancelled') return [];
  if (isUnclear(run) && !isEmergency(run)) return [];
  if (state === 'refused') return (run.offers ?? []).slice(0, MOST);
  const outcome = state === 'failed' ? 'failed' : (run.outcome ?? 'succeeded');
  const { next = [] } = plan;
  const found = [
    ...next.filter(({ after }) => 'check' in after && isMissed(run, after)),
    ...next.filter(({ after }) => 'outcome' in after && after.outcome === outcome),
  ];
  const each = new Map(found.map(({ action, title }) => [action, { action, title }]));
  return [...each.values()].slice(0, MOST);
}

/** Whether the check of a step was made and did not hold. */
function isMissed(
  { plan, steps }: Ended,
  { step, check }: Extract<NextStep['after'], { readonly check: string }>,
): boolean {
  const result = steps[plan.steps.findIndex(({ id }) => id === step)]?.result ?? null;
  if (result === null || typeof result !== 'object' || !('checks' in result)) return false;
  const checks = result.checks as readonly { readonly [key: string]: Json }[];
  return Array.isArray(checks) && checks.some(({ label, ok }) => label === check && ok === false);
}
