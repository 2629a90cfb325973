import { gaveWayAndThen, isEndedByGivingWay } from './overtaken/gave-way.ts';
import { isInDoubt, type StepRun } from './step-run.ts';
import { isDescending, isOnWayDown, type OnCourse } from './way-down.ts';

/** What a run that ends leaves undone of its way down, and why where it gave way there; undefined when that was not begun, or is done. */
export function leftUndone(run: OnCourse): string | undefined {
  // What was left out alone did not begin either.
  if (!isOnWayDown(run) && !run.steps.some(isLeftOut)) return undefined;
  const undone = run.steps.filter(
    (step) => isDescending(run.plan, step) && step.state !== 'succeeded' && step.state !== 'skipped',
  );
  if (undone.length === 0) return undefined;
  const named = undone.map((step) => `"${run.plan.steps[step.position]?.title ?? ''}" (${fateOf(step)})`);
  const why = undone.some(isLeftOut) ? whyIn(run) : '';
  return `Not done of what should have followed: ${named.join(', ')}.${why}`;
}

/** Whether a step was never begun because it would undo what had begun since its run was asked for. */
export function isLeftOut({ state, startedAt }: Pick<StepRun, 'state' | 'startedAt'>): boolean {
  return state === 'cancelled' && startedAt === null;
}

/** What ended the action is told where that is told. */
function whyIn(run: OnCourse): string {
  const why = isEndedByGivingWay(run) ? undefined : gaveWayAndThen(run);
  return why === undefined ? '' : ` ${why}`;
}

function fateOf(step: StepRun): string {
  if (isLeftOut(step)) return 'left out';
  if (isInDoubt(step)) return 'unknown whether it took effect';
  return FATES[step.state] ?? 'not run';
}

const FATES: Partial<Record<StepRun['state'], string>> = { failed: 'failed', cancelled: 'stopped' };
