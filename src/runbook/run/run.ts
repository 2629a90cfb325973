import type { Json } from '../../canonical.ts';
import type { Offer } from '../../errors.ts';
import { subjectKind } from '../../subject.ts';
import type { Plan } from '../plan/plan.ts';
import type { StepRun } from './step-run.ts';

/**
 * `queued` has not begun; `waiting` for time, `asking` a person, `unknown` for a person's decision;
 * `refused` ended before anything happened because something no longer held when it was to start.
 */
export type LiveState = 'queued' | 'running' | 'waiting' | 'asking' | 'unknown';
export type EndState = 'succeeded' | 'failed' | 'cancelled' | 'refused';
export type RunState = LiveState | EndState;

export interface Run {
  readonly id: string;
  readonly plan: Plan;
  readonly requestId: string | null;
  readonly requester: string;
  readonly place: Json;
  readonly reason: string | null;
  readonly state: RunState;
  /** What the last step with an outcome came to, e.g. `false-positive`. */
  readonly outcome: string | null;
  readonly note: string | null;
  /** Of one that was refused when it was to start: actions that would mend that. Null: none, or it was not refused. */
  readonly offers: readonly Offer[] | null;
  readonly queuedAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly cancel: Stopped | null;
  /** To what it gave way. Absent: to nothing, or a version wrote it that had no place of its own for that. */
  readonly overtaken?: Overtaken;
  /** Who stopped its way down, which follows the action also after a cancel. */
  readonly wayDownStopped: Stopped | null;
  readonly lease: Lease | null;
  readonly epoch: number;
  readonly dueAt: Date | null;
  readonly steps: readonly StepRun[];
}

/** What stops something of a run that is under way: a person, or what it gives way to. */
export type StopMark = 'cancel' | 'overtaken' | 'wayDownStopped';

export interface Stopped {
  readonly by: string;
  readonly reason: string | null;
}

/** What has begun since a run was asked for, and must not be undone by it. */
export interface Overtaken {
  /** The run that began. */
  readonly run: string;
  /** `"Pause trading" was begun by Ana Ruiz at 2026-11-02 09:12:04 UTC, after this was asked for` */
  readonly why: string;
}

/** The right to change a run. A later lease of the same run has a higher epoch. */
export interface Lease {
  readonly owner: string;
  readonly epoch: number;
}

const ENDED: ReadonlySet<RunState> = new Set<EndState>(['succeeded', 'failed', 'cancelled', 'refused']);

export function isEnded(run: Pick<Run, 'state'>): boolean {
  return ENDED.has(run.state);
}

/** Its chain of the log, and the subject of its events and cards. */
export const RUN = subjectKind('run', 'run');

/** Whether this lease still gives the right to write: nobody has taken the run since. */
export function holdsLease(run: Run, lease: Lease): boolean {
  return run.lease !== null && run.lease.owner === lease.owner && run.lease.epoch === lease.epoch;
}

/** Whether somebody else works on it: the lease has not run out. */
export function isTaken(run: Run, now: Date): boolean {
  return run.lease !== null && run.dueAt !== null && run.dueAt > now;
}
