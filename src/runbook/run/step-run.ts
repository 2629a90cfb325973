import type { Json } from '../../canonical.ts';
import type { PlannedStep } from '../plan/plan.ts';
import type { Answer, Prompt, StepOutcome } from '../steps/step.ts';

/**
 * `doubtful`: an attempt ended without telling whether it had its effect, and a probe comes next; `interrupted` is
 * the same after a crash of ours, when running it again is allowed if it did not happen.
 */
export type StepState =
  | 'pending'
  | 'running'
  | 'probing'
  | 'probing-interrupted'
  | 'doubtful'
  | 'interrupted'
  | 'waiting'
  | 'asking'
  | 'unknown'
  | 'succeeded'
  | 'failed'
  | 'skipped'
  | 'cancelled';

export interface StepRun {
  readonly position: number;
  readonly state: StepState;
  readonly attempt: number;
  readonly failures: number;
  readonly interruptions: number;
  readonly outcome: string | null;
  readonly result: Json;
  readonly reason: string | null;
  readonly next: string | null;
  readonly prompt: Prompt | null;
  readonly answer: Answer | null;
  readonly dueAt: Date | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

/** What a worker tells of an attempt that it was given. */
export type Report =
  | { readonly kind: 'outcome'; readonly outcome: StepOutcome }
  /** What the probe found; undefined when it cannot tell. */
  | { readonly kind: 'probed'; readonly outcome: StepOutcome | undefined }
  /** Stopped by its timeout or by an error of which nobody knows what it left behind. */
  | { readonly kind: 'doubt'; readonly reason: string }
  /** Stopped because a person cancelled the run. */
  | { readonly kind: 'cancelled' }
  /** Stopped by our own shutdown, or never reported: the worker is gone. */
  | { readonly kind: 'interrupted' };

/** The outcome of a step of which nobody knows whether it took effect. */
export const IN_DOUBT = 'unknown';

/** An effect that stops our process every time must not stop it for ever. */
const MAX_INTERRUPTIONS = 5;
const MAX_BACKOFF_MS = 300_000;

const ENDED: ReadonlySet<StepState> = new Set<StepState>(['succeeded', 'failed', 'skipped', 'cancelled']);

export function isStepEnded(step: StepRun): boolean {
  return ENDED.has(step.state);
}

/** Whether an attempt is under way, or was when its worker died. */
export function isUnderWay(step: StepRun): boolean {
  return step.state === 'running' || step.state === 'probing' || step.state === 'probing-interrupted';
}

export function newStepRun(position: number): StepRun {
  return {
    position,
    state: 'pending',
    attempt: 0,
    failures: 0,
    interruptions: 0,
    outcome: null,
    result: null,
    reason: null,
    next: null,
    prompt: null,
    answer: null,
    dueAt: null,
    startedAt: null,
    endedAt: null,
  };
}

/** The step as its next attempt begins. */
export function begin(step: StepRun, now: Date): StepRun {
  const probing = step.state === 'doubtful' ? 'probing' : 'probing-interrupted';
  const asksProbe = step.state === 'doubtful' || step.state === 'interrupted';
  return {
    ...step,
    state: asksProbe ? probing : 'running',
    attempt: step.attempt + 1,
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
      return afterProbe(step, report.outcome, now);
    case 'doubt':
      return inDoubt(step, planned, report.reason, now);
    case 'cancelled':
      return cancelled(step, planned, now);
    case 'interrupted':
      return interrupted(step, planned, now);
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
      return { ...step, state: 'waiting', dueAt: outcome.until, reason: null };
    case 'asking':
      return { ...step, state: 'asking', prompt: outcome.prompt, answer: null };
  }
}

function afterProbe(step: StepRun, outcome: StepOutcome | undefined, now: Date): StepRun {
  if (outcome?.status === 'succeeded') return succeeded(step, outcome, now);
  if (outcome?.status !== 'failed')
    return unknown(step, step.reason ?? 'nobody can tell whether it happened');
  if (step.state === 'probing-interrupted') return again(step, now);
  return {
    ...step,
    state: 'failed',
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
  outcome: { reason: string; next: string; result?: Json },
  now: Date,
): StepRun {
  const failures = step.failures + 1;
  const { reason, next, result = null } = outcome;
  if (!mayRepeat(planned) || failures >= planned.attempts)
    return { ...step, state: 'failed', failures, reason, next, result, endedAt: now };
  const delayMs = Math.min(MAX_BACKOFF_MS, planned.backoffMs * 2 ** (failures - 1));
  return { ...step, state: 'waiting', failures, reason, next, dueAt: new Date(now.getTime() + delayMs) };
}

function inDoubt(step: StepRun, planned: PlannedStep, reason: string, now: Date): StepRun {
  if (isProbe(step)) return unknown(step, `${step.reason ?? reason}; the probe did not answer either`);
  if (mayRepeat(planned))
    return failed(step, planned, { reason, next: 'Look at the target, then run the action again.' }, now);
  return planned.effect === 'probeable' ? { ...step, state: 'doubtful', reason } : unknown(step, reason);
}

function interrupted(step: StepRun, planned: PlannedStep, now: Date): StepRun {
  const counted = { ...step, interruptions: step.interruptions + 1 };
  if (isProbe(step)) return { ...counted, state: step.state === 'probing' ? 'doubtful' : 'interrupted' };
  if (mayRepeat(planned)) return again(counted, now);
  const reason = 'Keyturn was stopped while the step ran';
  return planned.effect === 'probeable'
    ? { ...counted, state: 'interrupted', reason }
    : unknown(counted, reason);
}

function again(step: StepRun, now: Date): StepRun {
  if (step.interruptions <= MAX_INTERRUPTIONS) return { ...step, state: 'pending', reason: null };
  return {
    ...step,
    state: 'failed',
    reason: `Keyturn was stopped ${step.interruptions} times while the step ran`,
    next: 'Look at why Keyturn stops (memory, the host), then run the action again.',
    endedAt: now,
  };
}

function unknown(step: StepRun, reason: string): StepRun {
  const next = 'Look at the target, then choose: run it again, mark it as done, or abort.';
  return { ...step, state: 'unknown', reason, next };
}

export type Choice = 'retry' | 'done' | 'abort';

/** The step after a person has decided what became of it. */
export function decide(step: StepRun, choice: Choice, by: string, reason: string, now: Date): StepRun {
  const result = { decidedBy: by, choice, reason };
  switch (choice) {
    case 'retry':
      return { ...step, state: 'pending', reason: null, next: null };
    case 'done':
      return { ...step, state: 'succeeded', result, reason: null, next: null, endedAt: now };
    case 'abort':
      return {
        ...step,
        state: 'failed',
        outcome: IN_DOUBT,
        result,
        reason: `${by} aborted: ${reason}`,
        next: 'Look at the target before anything else.',
        endedAt: now,
      };
  }
}

function isProbe(step: StepRun): boolean {
  return step.state === 'probing' || step.state === 'probing-interrupted';
}

function mayRepeat(planned: PlannedStep): boolean {
  return planned.effect === 'pure' || planned.effect === 'idempotent';
}

function cancelled(step: StepRun, planned: PlannedStep, now: Date): StepRun {
  const reason = 'stopped when the run was cancelled';
  if (mayRepeat(planned)) return { ...step, state: 'cancelled', reason, endedAt: now };
  return {
    ...step,
    state: 'cancelled',
    outcome: IN_DOUBT,
    reason: `${reason}; whether it took effect is not known`,
    next: 'Look at the target before anything else.',
    endedAt: now,
  };
}
