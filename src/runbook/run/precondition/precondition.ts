import { formatDuration } from '../../../duration.ts';
import type { Refusal } from '../../../errors.ts';
import type { Plan, Requirement } from '../../plan/plan.ts';
import type { PastRun } from './store.ts';

/** Why a required action does not count, or undefined when it does. Only its last run counts: a later verdict replaces an earlier one. */
export function refuseRequirement(
  plan: Pick<Plan, 'title'>,
  required: Requirement,
  last: PastRun | undefined,
  now: Date,
): Refusal | undefined {
  const wanted = required.outcome === 'succeeded' ? 'success' : `the outcome ${required.outcome}`;
  const refusal = (why: string): Refusal => ({
    code: 'run.requirement-missing',
    what: `${plan.title} was not started.`,
    why,
    next: `Run ${required.action} first: it must end with ${wanted} at most ${formatDuration(required.withinMs)} before.`,
  });
  if (last === undefined) return refusal(`It needs ${required.action}, which has not been run.`);
  const ended = last.state === 'succeeded' ? (last.outcome ?? 'succeeded') : last.state;
  const fits =
    last.state === 'succeeded' && (required.outcome === 'succeeded' || last.outcome === required.outcome);
  if (!fits) return refusal(`The last run of ${required.action} (${last.id}) ended with ${ended}.`);
  const ageMs = now.getTime() - last.finishedAt.getTime();
  if (ageMs <= required.withinMs) return undefined;
  const minutes = Math.floor(ageMs / 60_000);
  return refusal(`The last run of ${required.action} (${last.id}) is ${minutes} min old.`);
}

/** Why an action must not run again yet, or undefined when it may. */
export function refuseCooldown(
  plan: Pick<Plan, 'title' | 'cooldownMs'>,
  last: { readonly id: string; readonly finishedAt: Date | null } | undefined,
  now: Date,
): Refusal | undefined {
  if (plan.cooldownMs === null || last === undefined) return undefined;
  const what = `${plan.title} was not started.`;
  if (last.finishedAt === null) {
    return {
      code: 'run.cooldown',
      what,
      why: `It is running already (${last.id}), and must not follow itself at once.`,
      next: `Wait for ${last.id} to end, and then ${formatDuration(plan.cooldownMs)}.`,
    };
  }
  const from = new Date(last.finishedAt.getTime() + plan.cooldownMs);
  if (from <= now) return undefined;
  return {
    code: 'run.cooldown',
    what,
    why: `It ran less than ${formatDuration(plan.cooldownMs)} ago (${last.id}).`,
    next: `It can run again from ${from.toISOString().slice(0, 16).replace('T', ' ')} UTC.`,
  };
}
