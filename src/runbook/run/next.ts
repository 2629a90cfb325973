import type { Json } from '../../canonical.ts';
import type { Offer } from '../../errors.ts';
import type { NextStep, PlannedGuide } from '../plan/plan.ts';
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
  const { state, plan } = run;
  if (!isForNext(run)) return [];
  if (state === 'refused') return (run.offers ?? []).slice(0, MOST);
  const outcome = outcomeOf(run);
  const { next = [] } = plan;
  const found = [
    ...next.filter(({ after }) => 'check' in after && isMissed(run, after)),
    ...next.filter(({ after }) => 'outcome' in after && after.outcome === outcome),
  ];
  const each = new Map(found.map(({ action, title }) => [action, { action, title }]));
  return [...each.values()].slice(0, MOST);
}

/** What can be worked through after a run has come to its outcome; undefined: nothing. */
export function guideAfter(run: Ended): PlannedGuide | undefined {
  if (!isForNext(run) || run.state === 'refused') return undefined;
  const { outcomes = {} } = run.plan;
  const outcome = outcomeOf(run);
  return Object.hasOwn(outcomes, outcome) ? outcomes[outcome]?.opens : undefined;
}

function isForNext(run: Ended): boolean {
  if (run.finishedAt === null || run.state === 'cancelled') return false;
  return !isUnclear(run) || isEmergency(run);
}

function outcomeOf({ state, outcome }: Ended): string {
  return state === 'failed' ? 'failed' : (outcome ?? 'succeeded');
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
