import type { Logger } from 'pino';
import type { ClaimEvidence } from '../../approval/service/claim.ts';
import type { Clock } from '../../clock.ts';
import { crashPoint } from '../../crash-point.ts';
import type { TimerHandler } from '../../jobs/port.ts';
import type { Database } from '../../store/database.ts';
import { runChain } from '../run/run.ts';
import { dueRuns, expireLeases, readRun } from '../run/store.ts';
import { type AttemptDeps, attempt } from './attempt.ts';
import { keepLease, type LeaseKeeper } from './lease-keeper.ts';
import { createRecorder, type OutputChunk } from './output/recorder.ts';
import { insertOutput } from './output/store.ts';
import { createRedactor } from './redact.ts';
import { needsClaim } from './start.ts';
import { createStop, type Stop } from './stop.ts';
import { type Assignment, type Finished, type TurnDeps, turn } from './turn.ts';

export interface EngineDeps extends AttemptDeps, TurnDeps {
  readonly db: Database;
  readonly clock: Clock;
  /** Unique for this start of this process. */
  readonly workerId: string;
  /** How long a run stays with a worker that gives no sign of life. */
  readonly leaseMs: number;
  readonly log: Logger;
  /**
   * Finds out about the votes of a request right before its claim, outside of any transaction. Absent: nothing is
   * found out, and votes by reaction do not count.
   */
  readonly evidence?: (requestId: string) => Promise<ClaimEvidence>;
  /** Characters of output that are kept of an attempt. Default: 1 Mi. */
  readonly outputLimit?: number;
}

export interface Engine {
  /** Works on a run until it ends, waits or belongs to somebody else. Calling it again meanwhile does no harm. */
  work(runId: string): Promise<void>;
  /** Works on every run that is due: what lost its wake-up, and what a dead worker left. */
  sweep(): Promise<void>;
  /**
   * For a database that one process has to itself: every lease found at the start belongs to a process that is gone.
   */
  abandonLeases(): Promise<void>;
  /** Starts nothing more, lets effects end for `graceMs`, then stops them; resolves when nothing is under way. */
  drain(graceMs: number): Promise<void>;
  /** `run.wait`: wakes a run whose wait is over. */
  readonly timers: Readonly<Record<string, TimerHandler>>;
}

/** One run that this process works on. */
interface Session {
  stop: Stop | undefined;
  keeper: LeaseKeeper | undefined;
  /** Somebody asked again meanwhile. */
  again: boolean;
  ended: Promise<void>;
}

const OUTPUT_LIMIT = 1024 * 1024;
/** At most one event of new output a second and run. */
const OUTPUT_EVERY_MS = 1_000;
const SWEEP_LIMIT = 50;

export function createEngine(deps: EngineDeps): Engine {
  const { db, jobs, log, leaseMs } = deps;
  const sessions = new Map<string, Session>();
  let draining = false;

  async function workOn(runId: string, session: Session): Promise<void> {
    do {
      session.again = false;
      const evidence = await findEvidence(runId);
      let assignment = await take(runId, undefined, evidence);
      while (assignment !== undefined) {
        const finished = await carryOut(assignment, session);
        if (finished === undefined) return;
        assignment = await persist(runId, finished);
      }
    } while (session.again && !draining);
  }

  async function findEvidence(runId: string): Promise<ClaimEvidence | undefined> {
    if (deps.evidence === undefined) return undefined;
    const run = await db.read((reader) => readRun(reader, runId));
    if (run?.state !== 'queued' || run.requestId === null || !needsClaim({ run })) return undefined;
    return deps.evidence(run.requestId);
  }

  function take(
    runId: string,
    finished: Finished | undefined,
    evidence?: ClaimEvidence,
  ): Promise<Assignment | undefined> {
    return db.transact((tx) => turn(tx, deps, runId, finished, !draining, evidence));
  }

  /** The effect has happened: a database that is away for a moment must not lose what became of it. */
  async function persist(runId: string, finished: Finished): Promise<Assignment | undefined> {
    const giveUpAt = performance.now() + leaseMs;
    for (let waitMs = 100; ; waitMs *= 2) {
      try {
        const next = await take(runId, finished);
        crashPoint('after-finish-commit');
        return next;
      } catch (error) {
        if (performance.now() + waitMs > giveUpAt) throw error;
        log.warn({ run: runId, err: error }, 'a result could not be stored, will be tried again');
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
  }

  async function carryOut(assignment: Assignment, session: Session): Promise<Finished | undefined> {
    crashPoint('after-started');
    const { lease, run, step } = assignment;
    const stop = createStop();
    const keeper = keepLease(deps, run.id, lease, stop);
    session.stop = stop;
    session.keeper = keeper;
    const redactor = createRedactor();
    const recorder = createRecorder({
      redactor,
      limit: deps.outputLimit ?? OUTPUT_LIMIT,
      everyMs: OUTPUT_EVERY_MS,
      write: (chunks) => writeOutput(assignment, chunks, stop),
      onError: (error) => {
        log.error({ run: run.id, err: error }, 'output was lost');
      },
    });
    try {
      const done = await attempt(deps, assignment, { stop, redactor, recorder });
      await recorder.close();
      return done && { lease, position: step.position, ...done };
    } finally {
      session.stop = undefined;
      session.keeper = undefined;
      await keeper.end();
    }
  }

  async function writeOutput(
    { run, step, lease }: Assignment,
    chunks: readonly OutputChunk[],
    stop: Stop,
  ): Promise<void> {
    await db.transact(async (tx) => {
      const now = await tx.now();
      const at = { runId: run.id, position: step.position, attempt: step.attempt, now };
      if (!(await insertOutput(tx, at, lease, chunks))) {
        stop.now('lease');
        return;
      }
      await jobs.emit(tx, { kind: 'run.output', subject: runChain(run.id), at: now, data: {} });
    });
  }

  async function work(runId: string): Promise<void> {
    const busy = sessions.get(runId);
    if (busy !== undefined) {
      busy.again = true;
      busy.keeper?.poke();
      return busy.ended;
    }
    if (draining) return;
    const session: Session = { stop: undefined, keeper: undefined, again: false, ended: Promise.resolve() };
    sessions.set(runId, session);
    session.ended = workOn(runId, session).finally(() => {
      sessions.delete(runId);
    });
    return session.ended;
  }

  return {
    work,
    async sweep() {
      if (draining) return;
      const due = await db.read(async (reader) => dueRuns(reader, await reader.now(), SWEEP_LIMIT));
      for (const runId of due.filter((id) => !sessions.has(id))) {
        work(runId).catch((error: unknown) => {
          log.error({ run: runId, err: error }, 'work on a run failed; the next sweep tries again');
        });
      }
    },
    async abandonLeases() {
      await db.transact(async (tx) => expireLeases(tx, await tx.now()));
    },
    async drain(graceMs) {
      draining = true;
      // Whoever asked for the work logs its failure; here only its end matters.
      const ended = Promise.allSettled([...sessions.values()].map((session) => session.ended));
      let timer: NodeJS.Timeout | undefined;
      const grace = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, graceMs);
      });
      await Promise.race([ended, grace]);
      clearTimeout(timer);
      for (const session of sessions.values()) session.stop?.now('shutdown');
      await ended;
    },
    timers: {
      'run.wait': async (tx, subject) => jobs.wake(tx, 'run', subject.slice(runChain('').length)),
    },
  };
}
