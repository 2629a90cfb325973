import type { ListItem } from '../../chat/card.ts';
import { stepTitle } from '../../runbook/plan/describe.ts';
import { saidDone } from '../../runbook/run/decided.ts';
import { isEmergency } from '../../runbook/run/emergency.ts';
import { isLeftOut } from '../../runbook/run/left-undone.ts';
import { meterOf, readingInWords } from '../../runbook/run/meter.ts';
import { seenSoFar } from '../../runbook/run/seen-so-far.ts';
import { severityOfOutcome } from '../../runbook/run/severity.ts';
import { isInDoubt, isStepEnded, isUnderWay, type StepRun } from '../../runbook/run/step-run.ts';
import { isDescending, isOnWayDown, isPast } from '../../runbook/run/way-down.ts';
import type { RunView } from '../../runbook/service.ts';
import { saying } from '../../values/saying.ts';

/** What must be known of a run to draw its steps. */
type Drawn = Pick<RunView, 'plan' | 'steps' | 'cancel' | 'overtaken' | 'finishedAt'>;

/** What people know a step by; empty where there is none. */
export function titleOf(run: Pick<RunView, 'plan'>, step: StepRun | undefined): string {
  const planned = step && run.plan.steps[step.position];
  return planned === undefined ? '' : stepTitle(planned);
}

/** The step that waits for people, if one does. */
export function openStep(run: RunView): StepRun | undefined {
  // What the action asked or left open is past once its way down has begun.
  const past = isOnWayDown(run);
  return run.steps.find(
    (step) =>
      (step.state === 'asking' || step.state === 'unknown') && !(past && !isDescending(run.plan, step)),
  );
}

/** Whether a step has not found yet what it looks for: it waits to look again, or is looking. */
export function isPolling({ plan }: Pick<RunView, 'plan'>, { state, position, reason }: StepRun): boolean {
  const looks = state === 'waiting' || state === 'running';
  return looks && reason !== null && plan.steps[position]?.poll !== undefined;
}

/** When a step looks for the last time. */
export function looksUntil({ plan }: Pick<RunView, 'plan'>, step: StepRun): Date | undefined {
  const poll = plan.steps[step.position]?.poll;
  return poll === undefined || step.startedAt === null
    ? undefined
    : new Date(step.startedAt.getTime() + poll.forMs);
}

/** The step that something happens to now, if there is one. */
export function stepUnderWay(run: RunView): StepRun | undefined {
  return run.steps.find((step) => markOf(run, step) === 'doing');
}

/**
 * A line of the list of steps.
 * @param name the display name of a principal
 */
export function stepItem(run: Drawn, step: StepRun, name: (principal: string) => string): ListItem {
  // One that is to be tried again has come to nothing yet.
  const cameTo = isStepEnded(step) ? step.outcome : null;
  const isPlain = cameTo === null || cameTo === 'succeeded' || isInDoubt(step);
  const outcome = isPlain ? '' : ` → ${cameTo}`;
  // It was done, and what it found is bad: no tick says that.
  const severity = cameTo === null ? undefined : severityOfOutcome(run.plan, cameTo);
  const mark = severity === 'danger' || severity === 'warning' ? 'bullet' : markOf(run, step);
  return { mark, text: `${titleOf(run, step)}${outcome}${noteOf(run, step, name)}` };
}

/** How many steps came to what, in the order of how much that matters: "1 failed, 3 done, 1 not run". */
export function stepCount(run: Drawn): string {
  const marks = run.steps.map((step) => (isStoppedHalfway(step) ? 'cancelled' : markOf(run, step)));
  const counted = (['unknown', 'failed', 'cancelled', 'doing', 'todo', 'done', 'skipped'] as const).flatMap(
    (mark) => {
      const count = marks.filter((one) => one === mark).length;
      return count === 0 ? [] : [`${count} ${COUNTED[mark]}`];
    },
  );
  return `${marks.length === 1 ? '1 step' : `${marks.length} steps`}: ${counted.join(', ')}`;
}

const COUNTED = {
  unknown: 'unknown',
  failed: 'failed',
  cancelled: 'cancelled',
  doing: 'under way',
  todo: 'to do',
  done: 'done',
  skipped: 'not run',
} as const;

/** Cancelled while it was at it: what it did until then it did. */
function isStoppedHalfway(step: StepRun): boolean {
  return step.state === 'cancelled' && step.startedAt !== null && !isInDoubt(step);
}

function markOf(run: Drawn, step: StepRun): ListItem['mark'] {
  if (isInDoubt(step)) return 'unknown';
  return isLeft(run, step) ? 'skipped' : MARKS[step.state];
}

/** Whether nobody stopped an emergency: what it left in doubt was not cancelled. */
function goesOnByItself(run: Drawn): boolean {
  return isEmergency(run) && run.cancel === null && run.overtaken === undefined;
}

function noteOf(run: Drawn, step: StepRun, name: (principal: string) => string): string {
  const said = saidDone(step);
  if (said !== undefined) return ` (done, as ${saying(said.by.map(name))}; Keyturn did not see it)`;
  if (isInDoubt(step))
    return step.state === 'cancelled' && !goesOnByItself(run)
      ? ' (cancelled; unknown whether it took effect)'
      : ' (unknown whether it took effect)';
  if (isLeft(run, step)) return leftIn(step);
  if (isLeftOut(step)) return ' (left out)';
  if (isPolling(run, step)) return ` (${foundOf(step)})`;
  return NOTES[step.state] ?? '';
}

/** How far it is, in the words of its author; how often it looked says only that it goes on. A look under way found nothing yet. */
function foundOf(step: StepRun): string {
  const looks = step.attempt - (isUnderWay(step) ? 1 : 0);
  const looked = looks === 1 ? 'once' : `${looks} times`;
  return foundSoFar(step) ?? `not yet; looked ${looked}`;
}

/** What a step that looks again has found so far: in the words of its author, or as it was counted. */
export function foundSoFar(step: StepRun): string | undefined {
  const meter = meterOf(step);
  return seenSoFar(step) ?? (meter && readingInWords(meter));
}

/** Whether nothing comes of a step any more that has not ended: the run is over, or only its way down goes on. */
export function isLeft(run: Drawn, step: StepRun): boolean {
  return !isStepEnded(step) && (run.finishedAt !== null || (isPast(run, step) && !isUnderWay(step)));
}

/** What was begun and is to be tried again was run. */
function leftIn({ state, startedAt }: StepRun): string {
  if (state === 'asking') return ' (not answered)';
  return state === 'pending' && startedAt === null ? ' (not run)' : ' (not finished)';
}

const MARKS: Record<StepRun['state'], ListItem['mark']> = {
  pending: 'todo',
  running: 'doing',
  probing: 'doing',
  'probing-interrupted': 'doing',
  doubtful: 'doing',
  interrupted: 'doing',
  waiting: 'doing',
  asking: 'doing',
  unknown: 'unknown',
  succeeded: 'done',
  failed: 'failed',
  skipped: 'skipped',
  cancelled: 'skipped',
};

const NOTES: Partial<Record<StepRun['state'], string>> = {
  probing: ' (looking whether it took effect)',
  'probing-interrupted': ' (looking whether it took effect)',
  doubtful: ' (looking whether it took effect)',
  interrupted: ' (interrupted; looking whether it took effect)',
  waiting: ' (waiting)',
  asking: ' (needs an answer)',
  skipped: ' (not needed)',
  cancelled: ' (cancelled)',
};
