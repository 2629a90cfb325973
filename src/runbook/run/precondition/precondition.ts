import { formatDuration } from '../../../duration.ts';
import type { Offer, Refusal } from '../../../errors.ts';
import type { Plan, Requirement } from '../../plan/plan.ts';
import type { LastChange, PastRun } from './store.ts';

/** Why a required action does not count, or undefined when it does. Only its last run counts: a later verdict replaces an earlier one. */
export function refuseRequirement(
  plan: Pick<Plan, 'title'>,
  required: Requirement,
  last: PastRun | undefined,
  now: Date,
  change?: LastChange,
): Refusal | undefined {
  const wanted = required.outcome === 'succeeded' ? 'success' : `the outcome ${required.outcome}`;
  const refusal = (why: string): Refusal => ({
    code: 'run.requirement-missing',
    what: `${plan.title} was not started.`,
    why,
    next: `Run ${required.action} first: it must end with ${wanted} at most ${formatDuration(required.withinMs)} before.`,
    offers: [offerOf(required)],
  });
  if (last === undefined) return refusal(`It needs ${required.action}, which has not been run.`);
  const ended = last.state === 'succeeded' ? (last.outcome ?? 'succeeded') : last.state;
  const fits =
    last.state === 'succeeded' && (required.outcome === 'succeeded' || last.outcome === required.outcome);
  if (!fits) return refusal(`The last run of ${required.action} ended with ${ended}.`);
  const ageMs = now.getTime() - last.finishedAt.getTime();
  if (ageMs > required.withinMs) {
    const minutes = Math.floor(ageMs / 60_000);
    return refusal(`The last run of ${required.action} is ${minutes} min old.`);
  }
  return required.after === undefined ? undefined : refuseOrder(plan, required, required.after, last, change);
}

/**
 * Evidence has an order: what was verified before the change, or while it went on, says nothing about what it left. Where
 * nothing was changed there is nothing to come after.
 */
function refuseOrder(
  plan: Pick<Plan, 'title'>,
  required: Requirement,
  after: string,
  last: PastRun,
  change: LastChange | undefined,
): Refusal | undefined {
  const refusal = (why: string, next: string): Refusal => ({
    code: 'run.requirement-order',
    what: `${plan.title} was not started.`,
    why,
    next,
  });
  if (change === undefined) return undefined;
  if (change.finishedAt === null)
    return refusal(
      `${after} is under way.`,
      `Wait for it to end (${statusOf(after)} shows it), then run ${required.action}.`,
    );
  if (last.startedAt !== null && last.startedAt > change.finishedAt) return undefined;
  return {
    ...refusal(
      `The last run of ${required.action} began before ${after} had ended, so it says nothing about what that changed.`,
      `Run ${required.action} again.`,
    ),
    offers: [offerOf(required)],
  };
}

/** What is required, as something to run. */
export function offerOf({ action, title = action }: Requirement): Offer {
  return { action, title };
}

/** What to type to see the runs of the system of an action. */
function statusOf(action: string): string {
  return `/ops status system:${action.slice(0, action.indexOf(':'))}`;
}

/** Why an action must not run again yet, or undefined when it may. */
export function refuseCooldown(
  plan: Pick<Plan, 'title' | 'runbook' | 'cooldownMs'>,
  last: { readonly id: string; readonly finishedAt: Date | null } | undefined,
  now: Date,
): Refusal | undefined {
  if (plan.cooldownMs === null || last === undefined) return undefined;
  const what = `${plan.title} was not started.`;
  if (last.finishedAt === null) {
    return {
      code: 'run.cooldown',
      what,
      why: 'It is running already, and must not follow itself at once.',
      next: `Wait for it to end, and then ${formatDuration(plan.cooldownMs)}: /ops status system:${plan.runbook} shows it.`,
    };
  }
  const from = new Date(last.finishedAt.getTime() + plan.cooldownMs);
  if (from <= now) return undefined;
  return {
    code: 'run.cooldown',
    what,
    why: `It ran less than ${formatDuration(plan.cooldownMs)} ago.`,
    next: `It can run again from ${from.toISOString().slice(0, 16).replace('T', ' ')} UTC.`,
  };
}
