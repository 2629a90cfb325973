import { utc } from '../../../approval/words.ts';
import { canonicalJson } from '../../../canonical.ts';
import type { Refusal } from '../../../errors.ts';
import { type GivingWayKeys, givingWayOf, sameIn } from '../../plan/giving-way.ts';
import type { Plan, When } from '../../plan/plan.ts';
import type { Run } from '../run.ts';
import { isStepEnded, type StepRun } from '../step-run.ts';
import { courseOf, isDescending, type OnCourse } from '../way-down.ts';
import { askAgain, hasGivenWay, type Marked } from './gave-way.ts';

/** What has begun since a run was asked for, and must not be undone by it. */
export interface Overtaker {
  readonly run: string;
  readonly title: string;
  /** What whoever began it is called. */
  readonly by: string;
  readonly at: Date;
}

/** `"Pause trading" was begun by Ana Ruiz at 2026-11-02 09:12:04 UTC, after this was asked for` */
export function overtakerInWords({ title, by, at }: Overtaker): string {
  return `"${title}" was begun by ${by} at ${utc(at)}, after this was asked for`;
}

export function refusalOf({ action, title }: Pick<Plan, 'action' | 'title'>, overtaker: Overtaker): Refusal {
  return {
    code: 'run.overtaken',
    what: `${title} was not started.`,
    why: `${overtakerInWords(overtaker)}, and this would undo it.`,
    next: askAgain(overtaker),
    offers: [{ action, title }],
  };
}

/** Something that began, and of which thing it was; undefined where nobody vouches for what its row says of that. */
export interface Naming {
  readonly action: string;
  readonly params: Plan['params'] | undefined;
}

/** Whether what began stops another thing than the one that a plan would let go on: both name theirs, and differ. */
export function isOfAnother(
  plan: GivingWayKeys & Pick<Plan, 'params'>,
  { action, params = {} }: Naming,
): boolean {
  return sameIn(plan, action).some((name) => {
    const [here, there] = [plan.params[name] ?? null, params[name] ?? null];
    return here !== null && there !== null && canonicalJson(here) !== canonicalJson(there);
  });
}

/** Whether a step of the way down would undo what its run gave way to. */
export function isKeptBack(run: Pick<Run, 'plan'> & Marked, step: StepRun): boolean {
  return hasGivenWay(run) && mayBeKeptBack(run.plan, step);
}

/** Whether a step of the way down takes an emergency back, so that it gives way where that begins. */
export function mayBeKeptBack(plan: Plan, step: Pick<StepRun, 'position'>): boolean {
  return isDescending(plan, step) && yields(plan.steps[step.position]?.when);
}

/**
 * Whether a run that has begun could still be kept from something by what has begun since. Its way down goes on, but for what
 * would take that back. What is in doubt is found out, or decided by people, before anything else.
 */
export function mayGiveWay(run: OnCourse): boolean {
  const { plan, steps } = run;
  if (givingWayOf(plan).to.length === 0 || hasGivenWay(run)) return false;
  if (courseOf(run) !== undefined)
    return steps.some((step) => !isStepEnded(step) && mayBeKeptBack(plan, step));
  return !steps.some((step) => DOUBTFUL.has(step.state) && !isDescending(plan, step));
}

function yields(when: When | null | undefined): boolean {
  if (when === null || when === undefined) return false;
  return 'overtaken' in when || ('all' in when && when.all.some(yields));
}

/** Nobody knows what came of it, and somebody or something is about to tell. */
export const DOUBTFUL: ReadonlySet<StepRun['state']> = new Set([
  'unknown',
  'doubtful',
  'interrupted',
  'probing',
  'probing-interrupted',
]);
