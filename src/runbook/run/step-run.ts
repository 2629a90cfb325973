import type { Json } from '../../canonical.ts';
import type { Answer, Prompt } from '../steps/step.ts';
import type { Opinion } from './decision.ts';

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
  /** Who began the last attempt; the lease of the run may be somebody else's by now. Null: none was, or an older version did. */
  readonly worker: string | null;
  readonly failures: number;
  readonly interruptions: number;
  /** Of one that is to be tried again: `unknown` where nobody knows whether an attempt before had its effect. */
  readonly outcome: string | null;
  /** Of a step that looks again, while it does: `{ seen, meter }`, what it has found so far in words, and how far that is. */
  readonly result: Json;
  readonly reason: string | null;
  readonly next: string | null;
  readonly prompt: Prompt | null;
  readonly answer: Answer | null;
  /** What people think of its unknown effect, while there are not enough of them. */
  readonly opinions: readonly Opinion[];
  /** Its programs that may still run; null when none is known to. */
  readonly stillRunning: StillRunning | null;
  readonly dueAt: Date | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

/** Programs of a step that could not be stopped, or that nobody could look for. */
export interface StillRunning {
  /** What people read: `one of its programs could not be stopped and may still run`. */
  readonly told: string;
  /** Where they may run, as the name of a worker there begins: only from there they can be looked for. */
  readonly host: string;
}

/** The outcome of a step of which nobody knows whether it took effect. */
export const IN_DOUBT = 'unknown';

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
    worker: null,
    failures: 0,
    interruptions: 0,
    outcome: null,
    result: null,
    reason: null,
    next: null,
    prompt: null,
    answer: null,
    opinions: [],
    stillRunning: null,
    dueAt: null,
    startedAt: null,
    endedAt: null,
  };
}

/** Whether nobody knows if a step took effect: it waits for people, or has ended without them knowing. */
export function isInDoubt({ state, outcome }: Pick<StepRun, 'state' | 'outcome'>): boolean {
  return state === IN_DOUBT || ((state === 'failed' || state === 'cancelled') && outcome === IN_DOUBT);
}

/** The result of a step of which its probe found that it did not happen. */
export const FOUND_NOT_DONE: Json = { probed: 'not-done' };

export function isFoundNotDone({ result }: Pick<StepRun, 'result'>): boolean {
  if (result === null || typeof result !== 'object' || Array.isArray(result)) return false;
  return (result as { readonly [key: string]: Json }).probed === 'not-done';
}

/** Whether its probe is being asked. */
export function isProbe(step: StepRun): boolean {
  return step.state === 'probing' || step.state === 'probing-interrupted';
}
