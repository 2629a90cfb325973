import type { Json } from '../../canonical.ts';
import type { Offer } from '../../errors.ts';
import { type StandingJson, standingOf } from '../../people/standing-json.ts';
import type { Answer, Prompt } from '../steps/step.ts';
import type { Opinion } from './decision.ts';
import { planIn } from './plan-text.ts';
import type { Overtaken, Run, RunState, Stopped } from './run.ts';
import type { StepRun, StepState, StillRunning } from './step-run.ts';

type Instant = string | Date;

export interface RunRow {
  readonly id: string;
  readonly plan: string;
  readonly request_id: string | null;
  readonly requester: string;
  /** JSON text. */
  readonly place: string;
  readonly reason: string | null;
  readonly state: string;
  readonly outcome: string | null;
  readonly note: string | null;
  /** JSON text. */
  readonly offers: string | null;
  readonly queued_at: Instant;
  readonly started_at: Instant | null;
  readonly finished_at: Instant | null;
  readonly cancel_by: string | null;
  readonly cancel_reason: string | null;
  /** JSON text. */
  readonly overtaken: string | null;
  readonly way_down_stopped_by: string | null;
  readonly way_down_stopped_reason: string | null;
  readonly lease_owner: string | null;
  readonly lease_epoch: number;
  readonly due_at: Instant | null;
}

/** As `json_agg` gives it. */
interface StepRow {
  readonly position: number;
  readonly state: string;
  readonly attempt: number;
  readonly worker: string | null;
  readonly failures: number;
  readonly interruptions: number;
  readonly outcome: string | null;
  readonly result: Json;
  readonly reason: string | null;
  readonly next: string | null;
  readonly prompt: Prompt | null;
  readonly answer: Answer | null;
  readonly opinions: readonly OpinionJson[] | null;
  readonly still_running: StillRunning | null;
  readonly due_at: string | null;
  readonly started_at: string | null;
  readonly ended_at: string | null;
}

interface OpinionJson extends Omit<Opinion, 'at' | 'standing'> {
  readonly at: string;
  readonly standing: StandingJson;
}

/** @param steps JSON text of the run's step rows, in order. */
export function runOf(row: RunRow, steps: string): Run {
  return {
    id: row.id,
    plan: planIn(row.plan),
    requestId: row.request_id,
    requester: row.requester,
    place: JSON.parse(row.place) as Json,
    reason: row.reason,
    state: row.state as RunState,
    outcome: row.outcome,
    note: row.note,
    offers: row.offers === null ? null : (JSON.parse(row.offers) as Offer[]),
    queuedAt: new Date(row.queued_at),
    startedAt: instant(row.started_at),
    finishedAt: instant(row.finished_at),
    cancel: stopped(row.cancel_by, row.cancel_reason),
    ...(row.overtaken === null ? {} : { overtaken: JSON.parse(row.overtaken) as Overtaken }),
    wayDownStopped: stopped(row.way_down_stopped_by, row.way_down_stopped_reason),
    lease: row.lease_owner === null ? null : { owner: row.lease_owner, epoch: Number(row.lease_epoch) },
    epoch: Number(row.lease_epoch),
    dueAt: instant(row.due_at),
    steps: (JSON.parse(steps) as StepRow[]).map(stepOf),
  };
}

function stepOf(row: StepRow): StepRun {
  const { due_at, started_at, ended_at, state, opinions, still_running, ...same } = row;
  return {
    ...same,
    state: state as StepState,
    opinions: (opinions ?? []).map(opinionOf),
    stillRunning: still_running,
    dueAt: instant(due_at),
    startedAt: instant(started_at),
    endedAt: instant(ended_at),
  };
}

function opinionOf({ at, standing, ...same }: OpinionJson): Opinion {
  return { ...same, at: new Date(at), standing: standingOf(same.principal, standing) };
}

function stopped(by: string | null, reason: string | null): Stopped | null {
  return by === null ? null : { by, reason };
}

function instant(value: Instant | null): Date | null {
  return value === null ? null : new Date(value);
}
