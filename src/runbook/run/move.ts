import { judgeWhen } from './condition.ts';
import { isEmergency } from './emergency.ts';
import { DOUBTFUL, isKeptBack } from './overtaken/overtaken.ts';
import type { Run } from './run.ts';
import { isStepEnded, type StepRun } from './step-run.ts';
import { isLeftOff } from './stopped.ts';
import { type Course, courseOf, isDescending, type OnCourse } from './way-down.ts';

/** What comes next for a run that nobody works on. */
export type Move =
  | { readonly kind: 'start'; readonly position: number }
  | { readonly kind: 'skip'; readonly position: number; readonly reason: string }
  /** It has begun, and nothing more comes of it: the action, or its way down, was stopped. */
  | { readonly kind: 'leave-off'; readonly position: number }
  /** Nobody knows what it did, and an emergency does not wait for whoever would find out. */
  | { readonly kind: 'leave-in-doubt'; readonly position: number }
  /** It would undo what has begun since the run was asked for. */
  | { readonly kind: 'give-way'; readonly position: number }
  | { readonly kind: 'pause'; readonly state: 'waiting' | 'asking' | 'unknown'; readonly until: Date | null }
  | {
      readonly kind: 'end';
      readonly state: 'succeeded' | 'failed' | 'cancelled';
      readonly outcome: string | null;
    };

type Decisive = OnCourse & Pick<Run, 'wayDownStopped'>;

/**
 * Decides on what is stored and on `now` alone. When what the action does has ended, its way down is tried step by step;
 * whatever becomes of that, the run ends as the action did.
 */
export function nextMove(run: Decisive, now: Date): Move {
  const doubted = isEmergency(run) ? run.steps.find(({ state }) => state === 'unknown') : undefined;
  if (doubted !== undefined) return { kind: 'leave-in-doubt', position: doubted.position };
  const course = courseOf(run);
  if (course === undefined) {
    const step = run.steps.find((candidate) => !isStepEnded(candidate));
    if (step === undefined) throw new Error('a run without an open step has no end');
    return skipOf(run, step, now) ?? moveOf(step, now);
  }
  const halfway = leftOffIn(run, course);
  if (halfway !== undefined) return { kind: 'leave-off', position: halfway.position };
  return descend(run, course, now) ?? { kind: 'end', ...course };
}

/**
 * A step that has begun and has no end, of the action or of the way down, whichever was stopped. What was asked in vain needs none: it was
 * not answered.
 */
function leftOffIn({ plan, steps, wayDownStopped }: Decisive, { state }: Course): StepRun | undefined {
  return steps.find((step) => {
    const isOver = isDescending(plan, step) ? wayDownStopped !== null : state === 'cancelled';
    const isAsked = step.state === 'asking' && plan.steps[step.position]?.byHand !== true;
    return isOver && isLeftOff(step) && !isAsked;
  });
}

/** The next step of the way down; one of which nobody knows what it did holds up none of the others. */
function descend(run: Decisive, course: Course, now: Date): Move | undefined {
  const open = run.steps.filter((step) => !isStepEnded(step) && isDescending(run.plan, step));
  if (run.wayDownStopped !== null || !hasBegun(run)) return undefined;
  const needless = open.find(
    (step) => isUnbegun(step) && run.plan.steps[step.position]?.phase === 'on-failure',
  );
  if (course.state === 'succeeded' && needless !== undefined)
    return { kind: 'skip', position: needless.position, reason: 'nothing failed' };
  const step = open.find(({ state }) => state !== 'unknown') ?? open[0];
  return step && (skipOf(run, step, now) ?? giveWayOf(run, step) ?? moveOf(step, now));
}

/** Whether the action did anything at all; what never began needs no way down. */
function hasBegun({ plan, steps }: Pick<Run, 'plan' | 'steps'>): boolean {
  return steps.some((step) => step.startedAt !== null && !isDescending(plan, step));
}

function moveOf(step: StepRun, now: Date): Move {
  switch (step.state) {
    case 'unknown':
      return { kind: 'pause', state: 'unknown', until: null };
    case 'asking':
      if (step.answer === null) return { kind: 'pause', state: 'asking', until: null };
      break;
    case 'waiting':
      if (step.dueAt !== null && step.dueAt > now)
        return { kind: 'pause', state: 'waiting', until: step.dueAt };
      break;
    default:
      break;
  }
  return { kind: 'start', position: step.position };
}

/**
 * Whether a step is left out. That is decided once, where it would begin: what has begun may have done something, and is brought
 * to its own end whatever the clock says by then.
 */
function skipOf(run: Decisive, step: StepRun, now: Date): Move | undefined {
  const { position } = step;
  const reason = isUnbegun(step) ? whySkipped(run, position, now) : undefined;
  return reason === undefined ? undefined : { kind: 'skip', position, reason };
}

/**
 * Whether a step of the way down gives way, also to what begins between two of its attempts. What is in doubt is found out, or decided
 * by people, before that.
 */
function giveWayOf(run: Decisive, step: StepRun): Move | undefined {
  if (!isKeptBack(run, step) || DOUBTFUL.has(step.state)) return undefined;
  return { kind: 'give-way', position: step.position };
}

function isUnbegun({ state, startedAt }: StepRun): boolean {
  return state === 'pending' && startedAt === null;
}

/**
 * A step runs only when its condition holds. Where nobody can tell because a value is missing, it is begun, and fails by that: to leave
 * it out would be to guess.
 */
function whySkipped(run: Decisive, position: number, now: Date): string | undefined {
  const judged = judgeWhen(run, position, now);
  return 'unmet' in judged ? judged.unmet : undefined;
}
