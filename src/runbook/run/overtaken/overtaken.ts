import { utc } from '../../../approval/words.ts';
import type { Refusal } from '../../../errors.ts';
import type { Plan, When } from '../../plan/plan.ts';
import type { Run } from '../run.ts';
import type { StepRun } from '../step-run.ts';
import { courseOf, isDescending } from '../way-down.ts';

/** Who stops a run that gives way, in the place of the person who cancels one. */
export const GAVE_WAY = 'service/engine';

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

/** What to do about it, for whoever still wants what was overtaken. */
export function askAgain({ run }: Pick<Overtaker, 'run'>): string {
  return `Look at what it was for (/ops audit show of:${run}), and ask again if this is still right.`;
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

/** Whether a run was stopped because it was overtaken. */
export function hasGivenWay({ cancel }: Pick<Run, 'cancel'>): boolean {
  return cancel?.by === GAVE_WAY;
}

/**
 * Whether a run that has begun could still be kept from something by what has begun since. Its way down goes on, but for what
 * would take that back. What is in doubt is found out, or decided by people, before anything else.
 */
export function mayGiveWay(run: Pick<Run, 'plan' | 'steps' | 'cancel'>): boolean {
  const { plan, steps } = run;
  if (plan.undoes === undefined || hasGivenWay(run)) return false;
  if (courseOf(run) !== undefined)
    return steps.some(
      (step) =>
        step.startedAt === null && isDescending(plan, step) && yields(plan.steps[step.position]?.when),
    );
  return !steps.some((step) => DOUBTFUL.has(step.state) && !isDescending(plan, step));
}

function yields(when: When | null | undefined): boolean {
  if (when === null || when === undefined) return false;
  return 'overtaken' in when || ('all' in when && when.all.some(yields));
}

const DOUBTFUL: ReadonlySet<StepRun['state']> = new Set([
  'unknown',
  'doubtful',
  'interrupted',
  'probing',
  'probing-interrupted',
]);
