import type { Logger } from 'pino';
import { type ChatPlatform, DeliveryError } from '../../chat/port.ts';
import { crashPoint } from '../../crash-point.ts';
import { messageOf } from '../../errors.ts';
import type { Jobs } from '../../jobs/port.ts';
import type { Database } from '../../store/database.ts';
import { releaseCards } from './cards/store.ts';
import type { Sent } from './claim.ts';
import { dueDestinations, releaseMessages } from './outbox/store.ts';
import { createSender, type SentMessage } from './sender.ts';
import { createSettler, type Fallback } from './settler.ts';
import { createTaker } from './take.ts';

export interface DeliveryDeps {
  readonly db: Database;
  readonly jobs: Pick<Jobs, 'emit'>;
  readonly platforms: readonly ChatPlatform[];
  readonly log: Logger;
  /** Where a message goes that its own channel does not take. */
  readonly fallback: Fallback;
  /** From 0 up to 1; spreads retries. */
  readonly random: () => number;
  /** A card is edited at most once in this time; what changes meanwhile is shown by the next edit. */
  readonly editEveryMs?: number;
  /** Longer than any call of a platform takes; after it another process may send the same message again. */
  readonly leaseMs?: number;
}

export interface Delivery {
  /** Sends everything that is due for one destination, in order. */
  work(destination: string): Promise<void>;
  /** Same, without waiting for it. */
  poke(destination: string): void;
  /** Finds destinations whose wake-up was lost. */
  sweep(): Promise<void>;
  /**
   * For a database that one process has to itself: what is being sent at the start is being sent by a process that
   * is gone.
   */
  abandonLeases(): Promise<void>;
  /** Finishes what is being sent; the rest stays in the tables. */
  stop(): Promise<void>;
}

const LEASE_MS = 30_000;
const EDIT_EVERY_MS = 1_000;

/** Sends cards and messages: at least once, in order a queue, urgent ones first, one at a time a destination. */
export function createDelivery(deps: DeliveryDeps): Delivery {
  const { db, log, leaseMs = LEASE_MS } = deps;
  const taker = createTaker(deps.platforms, leaseMs);
  const sender = createSender(deps.platforms);
  const settler = createSettler({ ...deps, editEveryMs: deps.editEveryMs ?? EDIT_EVERY_MS });
  const running = new Map<string, Promise<void>>();
  const again = new Set<string>();
  const alarms = new Map<string, NodeJS.Timeout>();
  let stopped = false;

  async function drain(destination: string): Promise<void> {
    try {
      do {
        again.delete(destination);
        while (!stopped && (await sendNext(destination)));
        if (!stopped) await setAlarm(destination);
      } while (again.has(destination) && !stopped);
    } finally {
      running.delete(destination);
    }
  }

  async function sendNext(destination: string): Promise<boolean> {
    const takenAt = performance.now();
    const claim = await db.transact((tx) => taker.next(tx, destination));
    if (claim === undefined) return false;
    crashPoint('before-send');
    // The attempt was counted before it begins, so one that a crash ended counts as well. A process that was halted
    // for so long that its lease may be over no longer knows whether another one has begun with the next.
    const first = claim.row.attempts === 1 && performance.now() - takenAt < leaseMs / 2;
    const sent = await attempt(() =>
      claim.type === 'card' ? sender.card(claim.row, first) : sender.message(claim.row, claim.thread, first),
    );
    crashPoint('after-send');
    await db.transact((tx) => settler.settle(tx, claim, sent));
    return true;
  }

  async function setAlarm(destination: string): Promise<void> {
    const wait = await db.read((reader) => taker.waitMs(reader, destination));
    clearTimeout(alarms.get(destination));
    if (wait === undefined || stopped) return;
    // Not before the deadline even when timers run a little early; the sweeper covers longer waits.
    const alarm = setTimeout(() => poke(destination), Math.min(Math.max(wait + 5, 50), 60_000));
    alarm.unref();
    alarms.set(destination, alarm);
  }

  function work(destination: string): Promise<void> {
    const current = running.get(destination);
    if (current !== undefined) {
      again.add(destination);
      return current;
    }
    if (stopped) return Promise.resolve();
    const promise = drain(destination);
    running.set(destination, promise);
    return promise;
  }

  function poke(destination: string): void {
    work(destination).catch((error: unknown) => {
      log.error({ destination, err: error }, 'delivery failed, the sweeper will try again');
    });
  }

  return {
    work,
    poke,
    async sweep() {
      const due = await db.read(async (reader) => dueDestinations(reader, await reader.now()));
      await Promise.all(due.map(work));
    },
    abandonLeases: () =>
      db.transact(async (tx) => {
        await releaseCards(tx);
        await releaseMessages(tx);
      }),
    async stop() {
      stopped = true;
      for (const alarm of alarms.values()) clearTimeout(alarm);
      await Promise.allSettled(running.values());
    },
  };
}

async function attempt(send: () => Promise<SentMessage>): Promise<Sent> {
  try {
    return { ok: true, ...(await send()) };
  } catch (error) {
    if (error instanceof DeliveryError) return { ok: false, error };
    return { ok: false, error: new DeliveryError('unavailable', messageOf(error)) };
  }
}
