import type { Json } from '../../canonical.ts';
import { durationWords } from '../plan/duration-words.ts';
import type { PlannedStep, Poll } from '../plan/plan.ts';
import type { Reading } from '../plan/reading.ts';
import type { StepOutcome } from '../steps/step.ts';
import { advance, type Meter, meterOf, readingInWords } from './meter.ts';
import { seenSoFar } from './seen-so-far.ts';
import { FOUND_NOT_DONE, IN_DOUBT, isProbe, type StepRun, type StillRunning } from './step-run.ts';
import { stopped } from './stopped.ts';

/** What a worker tells of an attempt that it was given. */
export type Report =
  | { readonly kind: 'outcome'; readonly outcome: StepOutcome }
  /** What the probe found; undefined when it cannot tell, and why, where that is known. */
  | { readonly kind: 'probed'; readonly outcome: StepOutcome | undefined; readonly why?: string }
  /** Stopped by its timeout or by an error of which nobody knows what it left behind. */
  | { readonly kind: 'doubt'; readonly reason: string; readonly stillRunning: StillRunning | null }
  /** Stopped because a person cancelled the run. */
  | ({ readonly kind: 'cancelled'; readonly stillRunning: StillRunning | null } & Begun)
  /** Stopped by our own shutdown, or never reported: the worker is gone. */
  | ({ readonly kind: 'interrupted'; readonly stillRunning: StillRunning | null } & Begun);

interface Begun {
  /** Nothing of this attempt, or of this probe, has begun. Absent: it may have. */
  readonly notBegun?: true;
}

/** An effect that stops our process every time must not stop it for ever. */
const MAX_INTERRUPTIONS = 5;
const MAX_BACKOFF_MS = 300_000;

/** The step as its next attempt begins. @param worker who carries it out: its programs run on the host of that one. */
export function begin(step: StepRun, worker: string, now: Date): StepRun {
  const probing = step.state === 'doubtful' ? 'probing' : 'probing-interrupted';
  const asksProbe = step.state === 'doubtful' || step.state === 'interrupted';
  return {
    ...step,
    state: asksProbe ? probing : 'running',
    attempt: step.attempt + 1,
    worker,
    startedAt: step.startedAt ?? now,
    dueAt: null,
  };
}

/** The step after what is known of its attempt. */
export function conclude(step: StepRun, planned: PlannedStep, report: Report, now: Date): StepRun {
  switch (report.kind) {
    case 'outcome':
      return afterOutcome(step, planned, report.outcome, now);
    case 'probed':
      return afterProbe(step, report, now);
    case 'doubt':
      // Neither another attempt nor a probe tells anything while the first may still be at work: people look.
      if (report.stillRunning !== null) return beside(step, report.reason, report.stillRunning);
      return inDoubt(step, planned, report.reason, now);
    case 'cancelled':
      return stopped(step, planned, report, now);
    case 'interrupted':
      return interrupted(step, planned, report, now);
  }
}

function afterOutcome(step: StepRun, planned: PlannedStep, outcome: StepOutcome, now: Date): StepRun {
  switch (outcome.status) {
    case 'succeeded':
      return succeeded(step, outcome, now);
    case 'failed':
      return failed(step, planned, outcome, now);
    case 'uncertain':
      return inDoubt(step, planned, outcome.reason, now);
    case 'waiting':
      return { ...step, state: 'waiting', outcome: null, dueAt: outcome.until, reason: null };
    case 'asking':
      return { ...step, state: 'asking', outcome: null, prompt: outcome.prompt, answer: null };
  }
}

function afterProbe(step: StepRun, { outcome, why }: Report & { kind: 'probed' }, now: Date): StepRun {
  if (outcome?.status === 'succeeded') return succeeded(step, outcome, now);
  if (outcome?.status !== 'failed') {
    const before = step.reason ?? 'nobody can tell whether it happened';
    const silent = outcome?.status === 'uncertain' ? outcome.reason : why;
    return unknown(
      step,
      silent === undefined ? before : `${before}; and its probe found out nothing: ${silent}`,
    );
  }
  if (step.state === 'probing-interrupted') return { ...step, state: 'pending', outcome: null, reason: null };
  return {
    ...step,
    state: 'failed',
    outcome: null,
    result: FOUND_NOT_DONE,
    reason: `${step.reason ?? 'it was stopped'}; it did not happen: ${outcome.reason}`,
    next: 'Run the action again.',
    endedAt: now,
  };
}

function succeeded(step: StepRun, outcome: StepOutcome & { status: 'succeeded' }, now: Date): StepRun {
  const { result } = outcome;
  return {
    ...step,
    state: 'succeeded',
    result,
    outcome: outcome.outcome ?? null,
    reason: null,
    endedAt: now,
  };
}

function failed(
  step: StepRun,
  planned: PlannedStep,
  outcome: { reason: string; next: string; result?: Json; seen?: string; reading?: Reading },
  now: Date,
): StepRun {
  const failures = step.failures + 1;
  const { reason, next, result = null } = outcome;
  const lookAt = nextLook(step, planned, now);
  const seen = outcome.seen ?? seenSoFar(step);
  const meter = outcome.reading === undefined ? meterOf(step) : advance(meterOf(step), outcome.reading, now);
  // A look that came to its end shows that it is not what stops us, however long it goes on.
  if (lookAt !== undefined)
    return {
      ...step,
      state: 'waiting',
      outcome: null,
      failures,
      interruptions: 0,
      reason,
      next,
      result: soFar(seen, meter),
      dueAt: lookAt,
    };
  if (!mayRepeat(planned) || failures >= planned.attempts) {
    const last = seen ?? (meter && readingInWords(meter));
    const why =
      planned.poll === undefined || last === undefined ? reason : timeIsUp(planned.poll, last, reason);
    const otherwise = planned.poll?.otherwise;
    // It did what it was to do, and nobody knows yet what comes of that: no failure, and never plain success.
    if (otherwise !== undefined)
      return {
        ...step,
        state: 'succeeded',
        outcome: otherwise,
        failures,
        reason: why,
        next,
        result,
        endedAt: now,
      };
    const failed = { ...step, state: 'failed', failures, result, endedAt: now } as const;
    return mayHaveHappened(step, planned)
      ? { ...failed, outcome: IN_DOUBT, reason: `${why}; ${BEFORE}`, next: `${LOOK_FIRST} ${next}` }
      : { ...failed, outcome: null, reason: why, next };
  }
  const delayMs = Math.min(MAX_BACKOFF_MS, planned.backoffMs * 2 ** (failures - 1));
  const dueAt = new Date(now.getTime() + delayMs);
  const waiting = { ...step, state: 'waiting', failures, reason, next, dueAt } as const;
  return { ...waiting, outcome: mayHaveHappened(step, planned) ? IN_DOUBT : null };
}

const BEFORE = 'an attempt before this one may have taken effect';
const LOOK_FIRST = 'Look at the target first.';

/** Whether an attempt before this one may have had its effect: that a later one fails clearly says nothing of it. */
function mayHaveHappened({ outcome }: StepRun, { effect }: PlannedStep): boolean {
  return outcome === IN_DOUBT && effect !== 'pure';
}

function soFar(seen: string | undefined, meter: Meter | undefined): Json {
  if (seen === undefined && meter === undefined) return null;
  return { ...(seen === undefined ? {} : { seen }), ...(meter === undefined ? {} : { meter: { ...meter } }) };
}

/** When a step that polls looks again, its last time as its time is up; undefined: never. */
function nextLook({ startedAt }: StepRun, { poll }: PlannedStep, now: Date): Date | undefined {
  if (poll === undefined || startedAt === null) return undefined;
  const end = startedAt.getTime() + poll.forMs;
  return now.getTime() < end ? new Date(Math.min(now.getTime() + poll.everyMs, end)) : undefined;
}

/** What was seen last, and what was expected of it. */
function timeIsUp({ forMs }: Poll, seen: string, reason: string): string {
  return `seen last: ${seen}; its time of ${durationWords(forMs)} is up: ${reason}`;
}

function inDoubt(step: StepRun, planned: PlannedStep, reason: string, now: Date): StepRun {
  if (isProbe(step)) return unknown(step, `${step.reason ?? reason}; the probe did not answer either`);
  if (mayRepeat(planned)) {
    const next = 'Look at the target, then run the action again.';
    const after = failed({ ...step, outcome: null }, planned, { reason, next }, now);
    // Whether another attempt is left or it has failed by that, what this one did nobody knows.
    return planned.effect === 'idempotent' ? { ...after, outcome: IN_DOUBT } : after;
  }
  return planned.effect === 'probeable' ? { ...step, state: 'doubtful', reason } : unknown(step, reason);
}

/** All that is known of it here: whether the process ended, or lived on without its lease. */
const CUT_OFF = 'Keyturn was stopped, or gave no sign of life, while the step ran';

function interrupted(
  step: StepRun,
  planned: PlannedStep,
  { stillRunning, notBegun }: Report & { kind: 'interrupted' },
  now: Date,
): StepRun {
  // What has not begun cannot be what stops us: it is not counted.
  if (notBegun && stillRunning === null) return asBefore(step);
  const counted = { ...step, interruptions: step.interruptions + 1 };
  if (stillRunning !== null) return beside(counted, `${CUT_OFF}, and ${stillRunning.told}`, stillRunning);
  if (counted.interruptions > MAX_INTERRUPTIONS) return tooOften(counted, planned, now);
  // What does nothing is in no doubt, however it ended.
  const outcome = planned.effect === 'pure' ? null : IN_DOUBT;
  if (mayRepeat(planned)) return { ...counted, state: 'pending', outcome, reason: null };
  // What was in doubt before its probe is so still: by another way it might run again.
  if (step.state === 'probing') return { ...counted, state: 'doubtful' };
  return planned.effect === 'probeable'
    ? { ...counted, state: 'interrupted', reason: CUT_OFF }
    : unknown(counted, CUT_OFF);
}

/** The step as it was before an attempt of which nothing has begun, or before a probe that was not asked. */
function asBefore(step: StepRun): StepRun {
  switch (step.state) {
    case 'probing':
      return { ...step, state: 'doubtful' };
    case 'probing-interrupted':
      return { ...step, state: 'interrupted' };
    default:
      // Where no attempt came before it the step has not begun either, and whether it runs is decided anew.
      return {
        ...step,
        state: 'pending',
        reason: null,
        startedAt: step.attempt === 1 ? null : step.startedAt,
      };
  }
}

/** It stops our process, or is about to whenever that is stopped: nothing goes on by itself any more. */
function tooOften(step: StepRun, planned: PlannedStep, now: Date): StepRun {
  const reason = `Keyturn was stopped, or gave no sign of life, ${step.interruptions} times while the step ran`;
  const why = 'Look at why (memory, the host, the way to the database).';
  // What does nothing has done nothing, however often it began; of anything else nobody knows.
  if (planned.effect !== 'pure') return { ...unknown(step, reason), next: `${why} ${DECIDE}` };
  return {
    ...step,
    state: 'failed',
    outcome: null,
    reason,
    next: `${why} Then run the action again.`,
    endedAt: now,
  };
}

const DECIDE = 'Look at the target, then choose: run it again, mark it as done, or abort.';

function unknown(step: StepRun, reason: string): StepRun {
  return { ...step, state: 'unknown', reason, next: DECIDE, opinions: [] };
}

/** Of unknown effect, and nothing may go on beside its programs before they are known to be gone. */
function beside(step: StepRun, reason: string, stillRunning: StillRunning): StepRun {
  const next =
    'Stop it where it runs, then say that it does not run any more. Until then nothing goes on here.';
  return { ...unknown(step, reason), next, stillRunning };
}

function mayRepeat(planned: PlannedStep): boolean {
  return planned.effect === 'pure' || planned.effect === 'idempotent';
}
