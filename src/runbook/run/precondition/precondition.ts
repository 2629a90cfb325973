import type { Json } from '../../../canonical.ts';
import { formatDuration } from '../../../duration.ts';
import type { Offer, Refusal } from '../../../errors.ts';
import { jsonText } from '../../../values/json.ts';
import type { Plan, Requirement, SharedCooldown } from '../../plan/plan.ts';
import type { LastChange, PastRun } from './store.ts';

/** Why a required action does not count, or undefined when it does. Only its last run counts: a later verdict replaces an earlier one. */
export function refuseRequirement(
  plan: Pick<Plan, 'title'>,
  required: Requirement,
  last: PastRun | undefined,
  now: Date,
  change?: Change,
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
  return change === undefined ? undefined : refuseOrder(plan, required, last, change);
}

/** The last change, by the action that made it. */
export interface Change extends LastChange {
  readonly action: string;
}

/**
 * Evidence has an order: what was verified before the change, or while it went on, says nothing about what it left. Where
 * nothing was changed there is nothing to come after.
 */
function refuseOrder(
  plan: Pick<Plan, 'title'>,
  required: Requirement,
  last: PastRun,
  change: Change,
): Refusal | undefined {
  const { action: after } = change;
  const refusal = (why: string, next: string): Refusal => ({
    code: 'run.requirement-order',
    what: `${plan.title} was not started.`,
    why,
    next,
  });
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

/**
 * Evidence of something else is none: a run that gave another value than the parameter of that name.
 * @param one its name, the value that is asked for, and what the run gave, as a person would type it
 */
export function refuseOther(
  { title }: Pick<Plan, 'title'>,
  required: Requirement,
  { name, asked, given }: { readonly name: string; readonly asked: Json; readonly given: string | undefined },
): Refusal | undefined {
  const wanted = typeof asked === 'string' ? asked : jsonText(asked);
  if (asked !== null && given === wanted) return undefined;
  const other = given === undefined ? `gave no ${name}` : `was of the ${name} ${given}`;
  return {
    code: 'run.requirement-other',
    what: `${title} was not started.`,
    why: `The last run of ${required.action} ${other}, and this is of ${asked === null ? 'none' : wanted}.`,
    next: `Run ${required.action} for this ${name}, or ask for what that run was of.`,
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

/** Why an action must not run yet, by the last run of it or of one that does the same; undefined when it may. */
export function refuseCooldown(
  plan: Pick<Plan, 'action' | 'title' | 'runbook'>,
  { action, ms }: Pick<SharedCooldown, 'action' | 'ms'>,
  last: { readonly id: string; readonly finishedAt: Date | null } | undefined,
  now: Date,
): Refusal | undefined {
  if (last === undefined) return undefined;
  const what = `${plan.title} was not started.`;
  const it = action === plan.action ? 'It' : action;
  if (last.finishedAt === null) {
    return {
      code: 'run.cooldown',
      what,
      why: `${it} is running already, and must not follow itself at once.`,
      next: `Wait for it to end, and then ${formatDuration(ms)}: /ops status system:${plan.runbook} shows it.`,
    };
  }
  const from = new Date(last.finishedAt.getTime() + ms);
  if (from <= now) return undefined;
  return {
    code: 'run.cooldown',
    what,
    why: `${it} ran less than ${formatDuration(ms)} ago.`,
    next: `It can run again from ${from.toISOString().slice(0, 16).replace('T', ' ')} UTC.`,
  };
}
