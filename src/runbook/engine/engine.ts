import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { ClaimEvidence } from '../../approval/service/claim.ts';
import { crashPoint } from '../../crash-point.ts';
import { messageOf } from '../../errors.ts';
import type { TimerHandler } from '../../jobs/port.ts';
import { isPermanent } from '../../permanent.ts';
import type { Database } from '../../store/database.ts';
import { shownText } from '../../terminal/json.ts';
import { storable } from '../../values/characters.ts';
import { type Run, runChain } from '../run/run.ts';
import { runsStillRunning } from '../run/still-running/store.ts';
import { dueRuns, expireLeases, noteOn, requestOfQueued } from '../run/store.ts';
import { isDescending } from '../run/way-down.ts';
import { createAdmission, type Place } from './admission.ts';
import { attempt } from './attempt.ts';
import type { AttemptDeps } from './attempt-deps.ts';
import { createFailures } from './failures.ts';
import { keepLease, type LeaseKeeper } from './lease-keeper.ts';
import { stopLeftBehind } from './left-behind.ts';
import { lookAgain } from './look-again.ts';
import { createRecorder, type OutputChunk } from './output/recorder.ts';
import { insertOutput } from './output/store.ts';
import { createStop, type Stop } from './stop.ts';
import { type Assignment, type Beforehand, type Finished, type TurnDeps, turn } from './turn.ts';
import { hostOf } from './worker-name.ts';

export interface EngineDeps extends AttemptDeps, TurnDeps {
  readonly db: Database;
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
  /**
   * Works on every run that is due: what lost its wake-up, and what a dead worker left. Looks again for what could not be
   * stopped on this host.
   */
  sweep(): Promise<void>;
  /**
   * For a database that one process has to itself: every lease found at the start belongs to a process that is gone.
   */
  abandonLeases(): Promise<void>;
  /**
   * Starts nothing more, lets effects end for `graceMs`, then stops them; resolves when nothing is under way, or after
   * a while that no effect and no call of the database can prolong.
   */
  drain(graceMs: number): Promise<void>;
  /** `run.wait`: wakes a run whose wait is over. */
  readonly timers: Readonly<Record<string, TimerHandler>>;
}

/** When the lease was asked for, on the monotonic clock. */
type Taken = Assignment & { readonly askedAt: number };

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
/** Looking for what could not be stopped takes two seconds of the processor each, while it is still there. */
const LOOK_EVERY_MS = 30_000;
const LOOK_LIMIT = 1_000;
/** Characters of an error that a card shows. */
const LONGEST_WHY = 200;
/** After its effects were told to stop, a drain ends at the latest after this. */
const HARD_MS = 15_000;

export function createEngine(deps: EngineDeps): Engine {
  const { db, jobs, log, leaseMs } = deps;
  const sessions = new Map<string, Session>();
  const admission = createAdmission();
  const failures = createFailures();
  let draining = false;
  let looking: Promise<void> | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  const drainBegins = Promise.withResolvers<void>();

  async function workOn(runId: string, session: Session): Promise<void> {
    do {
      session.again = false;
      await admission.admit((place) => goThrough(runId, session, place));
    } while (session.again && !draining);
  }

  /** Works on a run until it ends, waits or belongs to somebody else. Whoever holds it goes on without waiting again. */
  async function goThrough(runId: string, session: Session, place: Place): Promise<void> {
    const found = await findEvidence(runId, place);
    if (draining) return;
    let assignment = (await take(runId, undefined, found)) ?? (await takeOver(runId, place));
    while (assignment !== undefined) {
      const finished = await carryOut(assignment, session, place);
      if (finished === undefined) return;
      assignment = await persist(assignment.run, finished);
    }
  }

  /** Only what nobody works on and nobody can simply begin may have been left by a worker that is gone. */
  async function takeOver(runId: string, place: Place): Promise<Taken | undefined> {
    const left = await stopLeftBehind(deps, runId, place);
    return left && take(runId, undefined, { left });
  }

  async function findEvidence(runId: string, place: Place): Promise<Beforehand> {
    const { evidence } = deps;
    if (evidence === undefined || draining) return {};
    const requestId = await db.read((reader) => requestOfQueued(reader, runId));
    if (requestId === undefined) return {};
    return { requestId, evidence: await place.aside(() => evidence(requestId)) };
  }

  async function take(
    runId: string,
    finished: Finished | undefined,
    found: Beforehand,
  ): Promise<Taken | undefined> {
    const askedAt = performance.now();
    const assignment = await db.transact((tx) => turn(tx, deps, runId, finished, !draining, found));
    return assignment && { ...assignment, askedAt };
  }

  /** The effect has happened: a database that is away for a moment must not lose what became of it. */
  async function persist({ id: runId, requestId }: Run, given: Finished): Promise<Taken | undefined> {
    let finished = given;
    const giveUpAt = performance.now() + leaseMs;
    for (let waitMs = 100; ; waitMs *= 2) {
      try {
        const next = await take(runId, finished, { requestId });
        crashPoint('after-finish-commit');
        return next;
      } catch (error) {
        if (isPermanent(error) && finished === given) {
          log.error({ run: runId, err: error }, 'a result can never be stored; its step has failed');
          finished = withoutResult(given, error);
          continue;
        }
        if (isPermanent(error) || performance.now() + waitMs > giveUpAt) throw error;
        log.warn({ run: runId, err: error }, 'a result could not be stored, will be tried again');
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
  }

  async function carryOut(assignment: Taken, session: Session, place: Place): Promise<Finished | undefined> {
    crashPoint('after-started');
    const { lease, run, step } = assignment;
    const stop = createStop();
    const heeds = isDescending(run.plan, step) ? 'wayDownStopped' : 'cancel';
    const keeper = keepLease(deps, run.id, lease, assignment.askedAt, stop, heeds);
    session.stop = stop;
    session.keeper = keeper;
    const recorder = createRecorder({
      redactor: deps.redactor,
      limit: deps.outputLimit ?? OUTPUT_LIMIT,
      everyMs: OUTPUT_EVERY_MS,
      write: (chunks) => writeOutput(assignment, chunks, stop),
      onError: (error) => {
        log.error({ run: run.id, err: error }, 'output was lost');
      },
    });
    try {
      const done = await attempt(deps, assignment, {
        stop,
        check: keeper.check,
        stopping,
        place,
        recorder,
      });
      if (stop.cause === 'lease') admission.lost();
      else admission.kept();
      await recorder.close();
      return done && { lease, step, ...done };
    } finally {
      session.stop = undefined;
      session.keeper = undefined;
      await keeper.end();
    }
  }

  async function stopping(withinMs: number): Promise<boolean> {
    if (!draining && withinMs > 0) {
      const patience = new AbortController();
      const { signal } = patience;
      await Promise.race([drainBegins.promise, sleep(withinMs, undefined, { signal }).catch(() => {})]);
      patience.abort();
    }
    return draining;
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

  /** What somebody else has ended by now, or the next start of the host, need not be told by people. */
  async function lookForLeft(): Promise<void> {
    const later = (error: unknown, run?: string): void =>
      log.error(
        { err: error, run },
        'programs that could not be stopped were not looked for; a later sweep does',
      );
    try {
      const left = await db.read((reader) => runsStillRunning(reader, LOOK_LIMIT, hostOf(deps.workerId)));
      // One that cannot be looked at keeps no other from its turn.
      for (const runId of left)
        if (!draining) await lookAgain(deps, runId).catch((error: unknown) => later(error, runId));
    } catch (error) {
      later(error);
    }
  }

  function work(runId: string): Promise<void> {
    failures.forget(runId);
    return begin(runId);
  }

  async function begin(runId: string): Promise<void> {
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

  /** It comes again later, or, where no retry can cure it, when somebody acts on it; then its card says so. */
  function putOff(runId: string, error: unknown): void {
    const hopeless = isPermanent(error);
    failures.add(runId, hopeless);
    const then = hopeless ? 'nothing tries again before somebody acts on it' : 'a later sweep tries again';
    log.error({ run: runId, err: error }, `work on a run failed; ${then}`);
    if (!hopeless) return;
    const saying = db.transact(async (tx) => {
      if (!(await noteOn(tx, runId, stuckNote(deps.redactor.text(shownText(rootOf(error))))))) return;
      await jobs.emit(tx, { kind: 'run.changed', subject: runChain(runId), at: await tx.now(), data: {} });
    });
    saying.catch((err: unknown) => log.error({ run: runId, err }, 'its card does not say so'));
  }

  return {
    work,
    async sweep() {
      if (draining) return;
      if (performance.now() >= lookedAt + LOOK_EVERY_MS) {
        looking ??= lookForLeft().finally(() => {
          looking = undefined;
          lookedAt = performance.now();
        });
      }
      const others = [...sessions.keys(), ...failures.resting()];
      for (const runId of await db.read((reader) => dueRuns(reader, SWEEP_LIMIT, others)))
        begin(runId).then(
          () => failures.forget(runId),
          (error: unknown) => putOff(runId, error),
        );
    },
    async abandonLeases() {
      await db.transact(expireLeases);
    },
    async drain(graceMs) {
      draining = true;
      drainBegins.resolve();
      // Whoever asked for the work logs its failure; here only its end matters.
      const ended = Promise.allSettled([looking, ...[...sessions.values()].map((session) => session.ended)]);
      let timer: NodeJS.Timeout | undefined;
      const grace = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, graceMs);
      });
      await Promise.race([ended, grace]);
      clearTimeout(timer);
      for (const session of sessions.values()) session.stop?.now('shutdown');
      let cut: NodeJS.Timeout | undefined;
      const hard = new Promise<void>((resolve) => {
        cut = setTimeout(() => {
          log.error(
            { runs: [...sessions.keys()] },
            'left under way: their leases lapse, and the next process goes on',
          );
          resolve();
        }, HARD_MS);
      });
      await Promise.race([ended, hard]);
      clearTimeout(cut);
    },
    timers: {
      'run.wait': async (tx, subject) => jobs.wake(tx, 'run', subject.slice(runChain('').length)),
    },
  };
}

function stuckNote(why: string): string {
  const shown = storable(why.slice(0, LONGEST_WHY));
  return (
    `It does not go on, because of a fault that trying again does not cure (${shown}). ` +
    'The log of Keyturn has the details; when it is mended, start Keyturn again.'
  );
}

/** What went wrong at first; what was thrown in the end names whole statements with their values. */
function rootOf(error: unknown): string {
  return error instanceof Error && error.cause !== undefined ? rootOf(error.cause) : messageOf(error);
}

/** What became of a step whose result nobody can store: it has failed; after a crash nobody can tell. */
function withoutResult({ lease, step, report }: Finished, error: unknown): Finished {
  const reason = `its result cannot be stored: ${storable(messageOf(error))}`;
  const next =
    'Look at the system itself to see what the step did, and mend the program that gave the result.';
  return {
    lease,
    step,
    report:
      report.kind === 'probed'
        ? { kind: 'probed', outcome: undefined }
        : { kind: 'outcome', outcome: { status: 'failed', reason, next } },
    notices: [],
  };
}
