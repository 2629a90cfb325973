import { sql } from 'drizzle-orm';
import { bigint, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { instant } from '../../store/columns.ts';

/** One execution of a plan. */
export const run = pgTable(
  'run',
  {
    id: text().primaryKey(),
    action: text().notNull(),
    environment: text().notNull(),
    mode: text().notNull(),
    /** The plan as canonical JSON: the bytes that were approved. */
    plan: text().notNull(),
    /** The approval request that it came from; null for what needs no approval. */
    requestId: text('request_id'),
    requester: text().notNull(),
    /** Where it was asked for; opaque here. */
    place: jsonb().notNull(),
    reason: text(),
    state: text().notNull(),
    outcome: text(),
    /** Why it waits, or why it ended without an effect. */
    note: text(),
    /** Actions that would mend why it was not started: action, title. Null: none. */
    offers: jsonb(),
    lock: text(),
    queuedAt: instant('queued_at').notNull(),
    startedAt: instant('started_at'),
    finishedAt: instant('finished_at'),
    cancelBy: text('cancel_by'),
    cancelReason: text('cancel_reason'),
    /** To what it gave way: run, why. Null: to nothing. */
    overtaken: jsonb(),
    wayDownStoppedBy: text('way_down_stopped_by'),
    wayDownStoppedReason: text('way_down_stopped_reason'),
    /** The worker that holds the lease; null when nobody works on it. */
    leaseOwner: text('lease_owner'),
    /** Grows with every lease; a write with an older one is refused. */
    leaseEpoch: integer('lease_epoch').notNull(),
    /** When the engine must look at it: the end of the lease, of a wait, or now. Null when only a person can go on. */
    dueAt: instant('due_at'),
  },
  (t) => [
    index('run_due').on(t.dueAt),
    index('run_action').on(t.action, t.environment, t.finishedAt),
    index('run_queued').on(t.queuedAt),
    index('run_live_lock').on(t.lock).where(sql`finished_at is null`),
    // One run a request: approving it again after a lost vote must not start it twice.
    uniqueIndex('run_request').on(t.requestId),
  ],
);

export const stepRun = pgTable(
  'step_run',
  {
    runId: text('run_id')
      .notNull()
      .references(() => run.id),
    /** From 0, in the order of the plan. */
    position: integer().notNull(),
    state: text().notNull(),
    /** How often it was started, probes included. */
    attempt: integer().notNull(),
    /** The worker that began the last attempt. */
    worker: text(),
    failures: integer().notNull(),
    interruptions: integer().notNull(),
    outcome: text(),
    result: jsonb(),
    /** Why it failed, waits or is in doubt. */
    reason: text(),
    /** What a person can do about it. */
    next: text(),
    prompt: jsonb(),
    answer: jsonb(),
    /** What people think of its unknown effect: principal, choice, reason, at, standing. Null: nobody has said anything. */
    opinions: jsonb(),
    /** Programs that could not be stopped: what people are told, and their host. Null: none is known to run. */
    stillRunning: jsonb('still_running'),
    dueAt: instant('due_at'),
    startedAt: instant('started_at'),
    endedAt: instant('ended_at'),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.position] }),
    index('step_run_still_running').on(t.runId).where(sql`still_running is not null`),
  ],
);

/** What the programs printed, redacted, in order. */
export const runOutput = pgTable(
  'run_output',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    runId: text('run_id')
      .notNull()
      .references(() => run.id),
    position: integer().notNull(),
    attempt: integer().notNull(),
    stream: text().notNull(),
    text: text().notNull(),
    at: instant('at').notNull(),
  },
  (t) => [index('run_output_step').on(t.runId, t.position, t.id)],
);

/**
 * Held from the claim of a run to its end, also while it waits for time or for a person, and beyond it while one of its
 * programs may still run.
 */
export const runLock = pgTable('run_lock', {
  name: text().primaryKey(),
  runId: text('run_id')
    .notNull()
    .references(() => run.id),
});
