import type { Logger } from 'pino';
import type { Database, Tx } from '../store/database.ts';
import { createLoop } from '../waiting/loop.ts';
import type { DomainEvent } from './event.ts';
import { BATCH, createEventPump, type EventPump } from './event-pump.ts';
import type { Jobs } from './port.ts';
import { deleteTimer, insertEvents, releaseEvents, upsertTimer } from './store.ts';
import { createTimerPump, type TimerPump } from './timer-pump.ts';
import { type BossStorage, createWakeQueue, type WakeQueue } from './wake-queue.ts';

/**
 * When, after its start, a process lets what was set aside be handled once more: at once, and when those that were there
 * before it, and may have set it aside again, are gone from a rolling update.
 */
const RELEASE_AT_MS = [0, 15 * 60_000];
/** The longest that anything due, said or lost waits when no poke reached us: another process may have caused it. */
const SWEEP_MS = 1_000;
/** A loop that has not once succeeded for so long makes no progress. More than one call of the database may take. */
const STUCK_MS = 15_000;
/** Many looks at the timers, and more than clocks of two machines differ. */
const SOON_MS = 60_000;
/** Until another process that fires a timer is looked at again. */
const OTHERS_MS = 100;
/** A burst is over, and what it said of a thing is handled once, when it has been quiet for so long (see the loop). */
const GATHER_MS = 50;

export interface JobsRuntime extends Jobs {
  readonly events: EventPump;
  readonly timers: TimerPump;
  readonly wakeUps: WakeQueue;
  /**
   * Looks at the tables, about once a second, for what lost its wake-up, and begins the work on it. Each sweep has a loop of
   * its own, so none holds up another; yet it must not wait for anything outside of the database, or it makes no progress.
   */
  onSweep(name: string, sweep: () => Promise<void>): void;
  /** Looks at everything now: for whoever moved the clock. */
  poke(): void;
  /** For a database that one process has to itself: what is held at the start is held by a process that is gone. */
  abandonHolds(): Promise<void>;
  /** Which of its loops makes no progress, in sentences; empty when all do. Asks nothing of the database. */
  problems(): readonly string[];
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** @param holdMs how long an event stays with a process that gives no sign of life. Default: 30 s. */
export function createJobs(
  database: Database,
  storage: BossStorage,
  log: Logger,
  holdMs?: number,
): JobsRuntime {
  const events = createEventPump(database, log, holdMs);
  const timers = createTimerPump(database, log);
  const unsaid = new WeakMap<Tx, DomainEvent[]>();

  let startedAt = 0;
  let releases: readonly number[] = [];

  async function releaseSetAside(): Promise<void> {
    const [next] = releases;
    if (next === undefined || performance.now() - startedAt < next) return;
    await events.releaseSetAside();
    releases = releases.slice(1);
  }

  /** Until nothing is left: what comes meanwhile pokes again, and is gathered first. */
  async function drainEvents(): Promise<number> {
    await releaseSetAside();
    while ((await events.runOnce()) >= BATCH);
    return SWEEP_MS;
  }
  const wakeUps = createWakeQueue(storage, log);

  const eventLoop = createLoop('events', drainEvents, log, GATHER_MS);
  const timerLoop = createLoop(
    'timers',
    async () => {
      // A look costs less than a transaction that finds nothing.
      const wait = await timers.untilNext();
      if (wait !== 0) return Math.min(SWEEP_MS, wait ?? SWEEP_MS);
      const fired = await timers.runOnce();
      const next = Math.min(SWEEP_MS, (await timers.untilNext()) ?? SWEEP_MS);
      // What is due, and was not ours to fire, is in the hands of another process.
      return fired === 0 ? Math.max(OTHERS_MS, next) : next;
    },
    log,
  );
  const loops = new Map([
    ['loop of events', eventLoop],
    ['loop of timers', timerLoop],
  ]);

  return {
    events,
    timers,
    wakeUps,
    async emit(tx, event) {
      const said = unsaid.get(tx);
      if (said !== undefined) {
        said.push(event);
        return;
      }
      const all = [event];
      unsaid.set(tx, all);
      tx.beforeCommit(() => tx.later(() => insertEvents(tx, all)));
      tx.afterCommit(eventLoop.poke);
    },
    async setTimer(tx, kind, subject, dueAt) {
      await upsertTimer(tx, kind, subject, dueAt);
      // What is due later is found by a look that comes before.
      if (dueAt.getTime() - tx.instant(new Date()).getTime() < SOON_MS) tx.afterCommit(timerLoop.poke);
    },
    cancelTimer: deleteTimer,
    wake: wakeUps.wake,
    onSweep(name, sweep) {
      const title = `sweep of ${name}`;
      if (loops.has(title)) throw new Error(`two sweeps of ${name}`);
      const work = async (): Promise<number> => {
        await sweep();
        return SWEEP_MS;
      };
      loops.set(title, createLoop(title, work, log));
    },
    poke() {
      for (const loop of loops.values()) loop.poke();
    },
    problems: () =>
      [...loops]
        .filter(([, loop]) => loop.stuckMs() > STUCK_MS)
        .map(
          ([name, loop]) => `The ${name} has made no progress for ${Math.round(loop.stuckMs() / 1_000)} s.`,
        ),
    abandonHolds: () => database.transact(releaseEvents),
    async start() {
      await wakeUps.start();
      [startedAt, releases] = [performance.now(), RELEASE_AT_MS];
      for (const loop of loops.values()) loop.start();
    },
    async stop() {
      await Promise.all([...loops.values()].map((loop) => loop.stop()));
      await wakeUps.stop();
    },
  };
}
