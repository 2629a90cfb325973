import type { PlannedStep } from '../plan/plan.ts';
import { IN_DOUBT, isProbe, isStepEnded, isUnderWay, type StepRun, type StillRunning } from './step-run.ts';

/** What a worker tells of an attempt that it was told to stop. */
interface StoppedAttempt {
  readonly stillRunning: StillRunning | null;
  /** Nothing of this attempt, or of this probe, has begun. Absent: it may have. */
  readonly notBegun?: true;
}

/** The step after an attempt, or a probe, that was stopped with its run. */
export function stopped(
  step: StepRun,
  { effect }: PlannedStep,
  { stillRunning, notBegun }: StoppedAttempt,
  now: Date,
): StepRun {
  const ended = { ...step, state: 'cancelled', stillRunning, endedAt: now } as const;
  if (notBegun && stillRunning === null && !isProbe(step)) {
    const reason = 'the run was stopped before this was begun';
    // An attempt before it may have had its effect.
    return step.outcome === IN_DOUBT ? doubted({ ...ended, reason }) : { ...ended, reason };
  }
  const ending =
    stillRunning === null ? 'it was stopped in its middle' : `it was to be stopped, but ${stillRunning.told}`;
  // What made it be probed is why nobody knows; all that was stopped is the probe.
  const reason = isProbe(step) && step.reason !== null ? `${step.reason}; ${ending}` : ending;
  return effect === 'pure' && stillRunning === null
    ? { ...ended, outcome: null, reason }
    : doubted({ ...ended, reason });
}

/**
 * Whether a step has begun and nobody is at it, though it has no end: it waits for another attempt, for its probe, for its time or for
 * people. What it has done by then it has done.
 */
export function isLeftOff(step: StepRun): boolean {
  return step.startedAt !== null && !isStepEnded(step) && !isUnderWay(step) && step.state !== 'unknown';
}

const LOOK = 'Look at the target before anything else.';

/** Why a step is left off, inside a sentence. */
export const LEFT_OFF = 'the run was stopped before this came to its end';
export const WOULD_UNDO = 'it would undo what has begun since this was asked for';

/** The step that is left off where it stands, and why: what it may have done is not forgotten by that. */
export function leaveOff(step: StepRun, planned: PlannedStep, ending: string, now: Date): StepRun {
  const reason = step.reason === null ? ending : `${step.reason}; ${ending}`;
  const ended = { ...step, state: 'cancelled', reason, dueAt: null, endedAt: now } as const;
  return mayHaveHappened(step, planned) ? doubted(ended) : { ...ended, outcome: null };
}

/** The step of an emergency of which nobody knows what it did, and for which nobody is waited: it stays so. */
export function leaveInDoubt(step: StepRun, now: Date): StepRun {
  const next =
    step.stillRunning === null ? LOOK : 'Stop what still runs of it where it runs, and look at the target.';
  return { ...step, state: 'cancelled', outcome: IN_DOUBT, next, dueAt: null, endedAt: now };
}

function mayHaveHappened({ state, outcome }: StepRun, { effect, byHand }: PlannedStep): boolean {
  if (state === 'doubtful' || state === 'interrupted') return true;
  // Whoever was asked to do it may have done so, and was not asked whether.
  if (state === 'asking') return byHand === true;
  return effect !== 'pure' && outcome === IN_DOUBT;
}

function doubted(step: StepRun): StepRun {
  return {
    ...step,
    outcome: IN_DOUBT,
    reason: `${step.reason ?? 'it was stopped'}; whether it took effect is not known`,
    next: LOOK,
  };
}
