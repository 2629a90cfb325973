import type { Json } from '../../canonical.ts';
import type { Offer } from '../../errors.ts';
import { givingWayOf } from '../plan/giving-way.ts';
import type { NextStep, PlannedGuide } from '../plan/plan.ts';
import { type Found, foundOf } from './found/found.ts';
import type { Run } from './run.ts';
import { isUnclear } from './words.ts';

type Ended = Pick<Run, 'state' | 'outcome' | 'offers' | 'plan' | 'steps' | 'finishedAt'>;

/** More buttons than these are a list to search, not a next step. */
const MOST = 3;

/**
 * What comes next after a run has ended, the nearest first: the remedy of each check that did not hold, what follows its outcome,
 * and, where it was not started, what its refusal offered. Nothing where nobody knows what the run did, or where it was cancelled: first
 * people look. Of an emergency it follows what that found, however its run ended.
 */
export function nextAfter(run: Ended): readonly Offer[] {
  const { state, plan } = run;
  if (state === 'refused' && run.finishedAt !== null) return (run.offers ?? []).slice(0, MOST);
  if (!isForNext(run)) return [];
  const found = foundOf(run);
  const outcome = outcomeFor(run, found);
  const { next = [] } = plan;
  const fitting = [
    ...next.filter(({ after }) => 'check' in after && isMissed(run, after)),
    ...next.filter(({ after }) => 'outcome' in after && after.outcome === outcome),
  ];
  const each = [...new Map(fitting.map(({ action, title }) => [action, { action, title }])).values()];
  return (found === undefined ? each : stoppingFirst(run, found, each)).slice(0, MOST);
}

/** Behind an emergency what comes next follows what it found: where that is not known to be stopped, the other ways to stop it. */
function outcomeFor({ state, outcome }: Ended, found: Found | undefined): string {
  if (found !== undefined && found.verdict !== 'stopped') return 'failed';
  if (state === 'succeeded') return outcome ?? 'succeeded';
  return found === undefined ? 'failed' : 'succeeded';
}

/** What would let go on what was stopped is nobody's first step, and none at all where it is not known to be stopped. */
function stoppingFirst({ plan }: Ended, { verdict }: Found, offers: readonly Offer[]): readonly Offer[] {
  const { by } = givingWayOf(plan);
  const [starting, others] = [
    offers.filter(({ action }) => by.includes(action)),
    offers.filter(({ action }) => !by.includes(action)),
  ];
  return verdict === 'stopped' && others.length > 0 ? [...others, ...starting] : others;
}

/** What can be worked through after a run has come to its outcome; undefined: nothing. */
export function guideAfter(run: Ended): PlannedGuide | undefined {
  if (!isForNext(run) || run.state === 'refused') return undefined;
  const { outcomes = {} } = run.plan;
  const outcome = outcomeFor(run, foundOf(run));
  return Object.hasOwn(outcomes, outcome) ? outcomes[outcome]?.opens : undefined;
}

/** Nothing follows what did not come to its end, or of which nobody knows what it did, but for an emergency that found something. */
function isForNext(run: Ended): boolean {
  if (run.finishedAt === null) return false;
  return foundOf(run) !== undefined || !(run.state === 'cancelled' || isUnclear(run));
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
