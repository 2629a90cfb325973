import type { Logger } from 'pino';
import type { Database } from '../store/database.ts';
import { createEventPump, type EventPump } from './event-pump.ts';
import { createLoop } from './loop.ts';
import type { Jobs } from './port.ts';
import { deleteTimer, insertEvent, releaseEvents, upsertTimer } from './store.ts';
import { createTimerPump, type TimerPump } from './timer-pump.ts';
import { type BossStorage, createWakeQueue, type WakeQueue } from './wake-queue.ts';

/** The longest that anything due, said or lost waits when no poke reached us: another process may have caused it. */
const SWEEP_MS = 1_000;

export interface JobsRuntime extends Jobs {
  readonly events: EventPump;
  readonly timers: TimerPump;
  readonly wakeUps: WakeQueue;
  /** Work that finds, by looking at the tables, what lost its wake-up. Runs about once a second. */
  onSweep(name: string, sweep: () => Promise<void>): void;
  /** Looks at events and timers now: for whoever moved the clock. */
  poke(): void;
  /** For a database that one process has to itself: what is held at the start is held by a process that is gone. */
  abandonHolds(): Promise<void>;
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
  const wakeUps = createWakeQueue(storage, log);
  const sweeps: [string, () => Promise<void>][] = [];

  const eventLoop = createLoop('events', async () => ((await events.runOnce()) > 0 ? 0 : SWEEP_MS), log);
  const timerLoop = createLoop(
    'timers',
    async () => {
      await timers.runOnce();
      return Math.min(SWEEP_MS, (await timers.untilNext()) ?? SWEEP_MS);
    },
    log,
  );
  const sweepLoop = createLoop(
    'sweeper',
    async () => {
      for (const [name, sweep] of sweeps) {
        await sweep().catch((error: unknown) => {
          log.error({ sweep: name, err: error }, 'sweep failed, will be tried again');
        });
      }
      return SWEEP_MS;
    },
    log,
  );
  const loops = [eventLoop, timerLoop, sweepLoop];

  return {
    events,
    timers,
    wakeUps,
    async emit(tx, event) {
      await insertEvent(tx, event);
      tx.afterCommit(eventLoop.poke);
    },
    async setTimer(tx, kind, subject, dueAt) {
      await upsertTimer(tx, kind, subject, dueAt);
      tx.afterCommit(timerLoop.poke);
    },
    cancelTimer: deleteTimer,
    wake: (tx, topic, id) => wakeUps.wake(tx, topic, id),
    onSweep(name, sweep) {
      sweeps.push([name, sweep]);
    },
    poke() {
      for (const loop of loops) loop.poke();
    },
    abandonHolds: () => database.transact(releaseEvents),
    async start() {
      await wakeUps.start();
      for (const loop of loops) loop.start();
    },
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()));
      await wakeUps.stop();
    },
  };
}
