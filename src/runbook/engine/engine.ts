import type { ClaimEvidence } from '../../approval/service/claim.ts';
import type { Approvals } from '../../approval/service.ts';
import type { TimerHandler } from '../../jobs/port.ts';
import { isPermanent } from '../../permanent.ts';
import { OVERTAKEN, OVERTAKES, overtakesTimer } from '../run/overtaken/service.ts';
import { RUN } from '../run/run.ts';
import { runsStillRunning } from '../run/still-running/store.ts';
import { dueRuns, expireLeases, requestOfQueued, runsGoingOn } from '../run/store.ts';
import { TAKE_BACK, takeBackTimer } from '../run/take-back/service.ts';
import { createAdmission, type Permit } from './admission.ts';
import type { Finished, TurnDeps } from './assignment.ts';
import { type CarryOutDeps, carryOut } from './carry-out.ts';
import { createDraining, endsWithin } from './draining.ts';
import { createFailures } from './failures.ts';
import { overtakenTimer } from './give-way.ts';
import { stopLeftBehind } from './left-behind.ts';
import { lookAgain } from './look-again.ts';
import { noteStuck } from './note-stuck.ts';
import { persist } from './persist.ts';
import type { Session, Taken } from './session.ts';
import { type Beforehand, turn } from './turn.ts';
import { type Begun, untilHeard } from './until-heard.ts';
import { formerName, hostOf } from './worker-name.ts';

export interface EngineDeps extends CarryOutDeps, TurnDeps {
  readonly approvals: TurnDeps['approvals'] & Pick<Approvals, 'list'>;
  /** Finds out about the votes of a request right before its claim, outside of any transaction. */
  readonly evidence: (requestId: string) => Promise<ClaimEvidence>;
}

export interface Engine {
  /**
   * Works on a run until it ends, waits or belongs to somebody else. Calling it again meanwhile does no harm.
   * @throws what it failed by; then a sweep tries again, after a while.
   */
  work(runId: string): Promise<void>;
  /**
   * Works on every run that is due: what lost its wake-up, and what a dead worker left. Looks again for what could not be
   * stopped on this host.
   */
  sweep(): Promise<void>;
  /** What keeps runs from going on, in sentences for whoever watches the process. */
  problems(): readonly string[];
  /**
   * For a database that one process has to itself: every lease found at the start belongs to a process that is gone.
   */
  abandonLeases(): Promise<void>;
  /**
   * Starts nothing more, lets effects end for `graceMs`, then stops them; resolves when nothing is under way, or after
   * a while that no effect and no call of the database can prolong.
   */
  drain(graceMs: number): Promise<void>;
  /**
   * `run.wait`: wakes a run whose wait is over; `run.take-back`: says that what was done still holds; `run.overtakes` and
   * `run.may-be-overtaken`: end and stop what an emergency that has begun must not be undone by.
   */
  readonly timers: Readonly<Record<string, TimerHandler>>;
}

const SWEEP_LIMIT = 50;
/** Looking for what could not be stopped takes two seconds of the processor each, while it is still there. */
const LOOK_EVERY_MS = 30_000;
const LOOK_LIMIT = 1_000;
/** After its effects were told to stop, a drain ends at the latest after this. */
const HARD_MS = 15_000;

export function createEngine(deps: EngineDeps): Engine {
  const { db, jobs, log } = deps;
  const sessions = new Map<string, Session>();
  const admission = createAdmission();
  const failures = createFailures();
  const draining = createDraining();
  let looking: Promise<void> | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;

  async function workOn(runId: string, session: Session): Promise<void> {
    do {
      session.again = false;
      await admission.admit((permit) => goThrough(runId, session, permit));
    } while (session.again && !draining.begun);
  }

  /** Works on a run until it ends, waits or belongs to somebody else. Whoever holds it goes on without waiting again. */
  async function goThrough(runId: string, session: Session, permit: Permit): Promise<void> {
    const found = await findEvidence(runId, permit);
    if (draining.begun) return;
    let assignment = (await takeUp(runId, found)) ?? (await takeOver(runId, permit));
    while (assignment !== undefined) {
      const finished = await carryOut(deps, { admission, draining }, assignment, session, permit);
      if (finished === undefined) return;
      const { planned, run } = assignment;
      const { requestId } = run;
      assignment = await persist(deps, runId, planned, finished, (result) =>
        take(runId, result, { requestId }),
      );
    }
  }

  /** Only what nobody works on and nobody can simply begin may have been left by a worker that is gone. */
  async function takeOver(runId: string, permit: Permit): Promise<Taken | undefined> {
    const left = await stopLeftBehind(deps, runId, permit);
    return left && takeUp(runId, { left });
  }

  async function takeUp(runId: string, found: Beforehand): Promise<Taken | undefined> {
    return untilHeard(deps, runId, (unheard, tell) => take(runId, undefined, { ...found, unheard }, tell));
  }

  async function findEvidence(runId: string, permit: Permit): Promise<Beforehand> {
    if (draining.begun) return {};
    const requestId = await db.read((reader) => requestOfQueued(reader, runId));
    if (requestId === undefined) return {};
    return { requestId, evidence: await permit.aside(() => deps.evidence(requestId)) };
  }

  async function take(
    runId: string,
    finished: Finished | undefined,
    found: Beforehand,
    tell?: (begun: Begun) => void,
  ): Promise<Taken | undefined> {
    const askedAt = performance.now();
    const assignment = await db.transact(async (tx) => {
      const next = await turn(tx, deps, runId, finished, !draining.begun, found);
      if (next !== undefined) tell?.(next);
      return next;
    });
    return assignment && { ...assignment, askedAt };
  }

  /** What somebody else has ended by now, or the next start of the host, need not be told by people. */
  async function lookForLeft(): Promise<void> {
    const later = (error: unknown, run?: string): void =>
      log.error(
        { err: error, run },
        'programs that could not be stopped were not looked for; a later sweep does',
      );
    try {
      const here = hostOf(deps.workerId);
      const left = await db.read((reader) => runsStillRunning(reader, LOOK_LIMIT, [here, formerName(here)]));
      // One that cannot be looked at keeps no other from its turn.
      for (const runId of left)
        if (!draining.begun) await lookAgain(deps, runId).catch((error: unknown) => later(error, runId));
    } catch (error) {
      later(error);
    }
  }

  async function begin(runId: string): Promise<void> {
    const busy = sessions.get(runId);
    if (busy !== undefined) {
      busy.again = true;
      busy.keeper?.poke();
      return busy.ended;
    }
    if (draining.begun) return;
    const session: Session = { stop: undefined, keeper: undefined, again: false, ended: Promise.resolve() };
    sessions.set(runId, session);
    session.ended = workOn(runId, session)
      .then(
        () => failures.forget(runId),
        (error: unknown) => {
          putOff(runId, error);
          throw error;
        },
      )
      .finally(() => {
        sessions.delete(runId);
      });
    return session.ended;
  }

  /** Whoever asked for the work logs its failure. What people would wait for in vain is said on the card. */
  function putOff(runId: string, error: unknown): void {
    if (!failures.add(runId, isPermanent(error))) return;
    noteStuck(deps, runId, error).catch((err: unknown) => {
      log.error({ run: runId, err }, 'its card does not say so');
    });
  }

  /** What another process has worked on since is not for this one to leave alone, or to tell of. */
  async function forgetGoingOn(): Promise<void> {
    const failed = failures.all();
    if (failed.length === 0) return;
    const since = await db.read((reader) => runsGoingOn(reader, failed, deps.workerId));
    for (const runId of since) failures.forget(runId);
  }

  return {
    work: begin,
    async sweep() {
      if (draining.begun) return;
      if (performance.now() >= lookedAt + LOOK_EVERY_MS) {
        looking ??= lookForLeft().finally(() => {
          looking = undefined;
          lookedAt = performance.now();
        });
      }
      await forgetGoingOn();
      const others = [...sessions.keys(), ...failures.resting()];
      for (const runId of await db.read((reader) => dueRuns(reader, SWEEP_LIMIT, others)))
        begin(runId).catch((error: unknown) => {
          const then = isPermanent(error)
            ? 'nothing tries again before somebody acts on it'
            : 'a later sweep tries again';
          log.error({ run: runId, err: error }, `work on a run failed; ${then}`);
        });
    },
    problems() {
      const { length } = failures.told();
      if (length === 0) return [];
      const what =
        length === 1
          ? '1 run does not go on, because work on it'
          : `${length} runs do not go on, because work on them`;
      return [`${what} fails again and again: the card and the log say why.`];
    },
    async abandonLeases() {
      await db.transact(expireLeases);
    },
    async drain(graceMs) {
      draining.begin();
      // Whoever asked for the work logs its failure; here only its end matters.
      const ended = Promise.allSettled([looking, ...[...sessions.values()].map((session) => session.ended)]);
      await endsWithin(ended, graceMs);
      for (const session of sessions.values()) session.stop?.now('shutdown');
      if (!(await endsWithin(ended, HARD_MS)))
        log.error(
          { runs: [...sessions.keys()] },
          'left under way: their leases lapse, and the next process goes on',
        );
    },
    timers: {
      'run.wait': async (tx, subject) => jobs.wake(tx, 'run', RUN.idIn(subject) ?? subject),
      [TAKE_BACK]: takeBackTimer(jobs),
      [OVERTAKES]: overtakesTimer(deps),
      [OVERTAKEN]: overtakenTimer(deps),
    },
  };
}
