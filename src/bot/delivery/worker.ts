import type { Logger } from 'pino';
import type { Place } from '../../chat/inbound.ts';
import { type ChatPlatform, DeliveryError } from '../../chat/port.ts';
import { crashPoint } from '../../crash-point.ts';
import { messageOf } from '../../errors.ts';
import type { Jobs } from '../../jobs/port.ts';
import { isPermanent } from '../../permanent.ts';
import type { Database } from '../../store/database.ts';
import type { Background } from '../../waiting/background.ts';
import { renewing } from '../../waiting/renewing.ts';
import { waitAtMost } from '../../waiting/wait-at-most.ts';
import { within } from '../../waiting/within.ts';
import { releaseCards } from './cards/store.ts';
import type { Dispatch, Sent, SentMessage } from './claim.ts';
import { dueDestinations, releaseMessages } from './outbox/store.ts';
import { restOf } from './pause/store.ts';
import { createSender } from './sender.ts';
import { putBack, renewClaim } from './sending/store.ts';
import { createSettler, type Fallback } from './settler.ts';
import { createTaker, type Taken } from './take.ts';

export interface DeliveryDeps {
  readonly db: Database;
  readonly jobs: Pick<Jobs, 'emit'>;
  readonly platforms: readonly ChatPlatform[];
  readonly background: Pick<Background, 'begin'>;
  readonly log: Logger;
  /** Where a message goes that its own channel does not take. */
  readonly fallback: Fallback;
  /** What people call a channel. */
  readonly called: (place: Place) => string;
  /** From 0 up to 1; spreads retries. */
  readonly random: () => number;
  /** A card is edited at most once in this time; what changes meanwhile is shown by the next edit. */
  readonly editEveryMs?: number;
}

export interface Delivery {
  /** Sends everything that is due for one destination, in order. */
  work(destination: string): Promise<void>;
  /** Begins to send to destinations whose wake-up was lost. */
  sweep(): Promise<void>;
  /**
   * For a database that one process has to itself: what is being sent at the start is being sent by a process that
   * is gone.
   */
  abandonLeases(): Promise<void>;
  /** Finishes what is being sent, if its platform answers soon; the rest stays in the tables. */
  stop(): Promise<void>;
}

/**
 * After so long without a sign of life of the process that sends it, another one may send it again: a card stands still for
 * so long after a kill. It is renewed while the platform is at it, so it need not be longer than calls are, but than a busy
 * database takes to hand it out.
 */
export const LEASE_MS = 8_000;
/** Of a lease that is older than this, who knows what is left: a process that stood still begins nothing under it. */
const USABLE = 0.75;
/** Longer than any chain of calls takes that each have their own limit. What takes longer has failed. */
const SEND_MS = 180_000;
/** How long a stop waits for what is being sent: what a process leaves is sent by the next one. */
const STOP_MS = 10_000;
const EDIT_EVERY_MS = 1_000;

/** Sends cards and messages: at least once, in order a queue, urgent ones first, one at a time a destination. */
export function createDelivery(deps: DeliveryDeps): Delivery {
  const { db, background, log } = deps;
  const taker = createTaker(deps.platforms, LEASE_MS);
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
        await sendAll(destination);
      } while (again.has(destination) && !stopped);
    } finally {
      running.delete(destination);
    }
  }

  async function sendAll(destination: string): Promise<void> {
    let askedAt = performance.now();
    let taken: Taken | undefined = stopped
      ? undefined
      : await db.transact((tx) => taker.next(tx, destination));
    while (taken?.claim !== undefined) {
      const { claim } = taken;
      crashPoint('before-send');
      const lost = performance.now() - askedAt > LEASE_MS * USABLE;
      const sent = lost ? undefined : await send(claim);
      askedAt = performance.now();
      taken = await settleAndTake(destination, claim, sent);
    }
    if (taken !== undefined) setAlarm(destination, taken.waitMs);
  }

  async function send(claim: Dispatch): Promise<Sent> {
    // The attempt was counted before it begins, so one that a crash ended counts as well.
    const first = claim.row.attempts === 1;
    const sent = await renewing(
      LEASE_MS / 3,
      () => renew(claim),
      () => attempt(() => within(SEND_MS, 'sending', carryOut(claim, first))),
    );
    crashPoint('after-send');
    return sent;
  }

  function carryOut(claim: Dispatch, first: boolean): Promise<SentMessage> {
    return claim.type === 'card'
      ? sender.card(claim.row, first)
      : sender.message(claim.row, claim.thread, first);
  }

  /** Whoever has lost it learns so at the end: nothing of what comes of it is written then. */
  async function renew(claim: Dispatch): Promise<void> {
    try {
      await db.read((reader) => renewClaim(reader, claim, LEASE_MS));
    } catch (error) {
      log.warn({ err: error, [claim.type]: claim.row.id }, 'what is being sent could not be kept');
    }
  }

  /**
   * What became of the last attempt and what is sent next, in one transaction; nothing is next once stopped.
   * @param sent undefined when it was taken too long ago to be begun
   */
  async function settleAndTake(
    destination: string,
    claim: Dispatch,
    sent: Sent | undefined,
  ): Promise<Taken | undefined> {
    return db.transact(async (tx) => {
      const rest = await restOf(tx, destination);
      if (sent === undefined) await putBack(tx, claim);
      else await settler.settle(tx, claim, sent, rest.now);
      // What failed may have asked for a pause: that is read again.
      return stopped ? undefined : taker.next(tx, destination, sent?.ok ? rest : undefined);
    });
  }

  function setAlarm(destination: string, wait: number | undefined): void {
    clearTimeout(alarms.get(destination));
    alarms.delete(destination);
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
      if (!stopped) log.error({ destination, err: error }, 'delivery failed, the sweeper will try again');
    });
  }

  return {
    work,
    async sweep() {
      for (const destination of await db.read(dueDestinations))
        background.begin(`delivery to ${destination}`, () => work(destination));
    },
    abandonLeases: () =>
      db.transact(async (tx) => {
        await releaseCards(tx);
        await releaseMessages(tx);
      }),
    async stop() {
      stopped = true;
      for (const alarm of alarms.values()) clearTimeout(alarm);
      await waitAtMost(STOP_MS, Promise.allSettled(running.values()));
    },
  };
}

async function attempt(send: () => Promise<SentMessage>): Promise<Sent> {
  try {
    return { ok: true, ...(await send()) };
  } catch (error) {
    if (error instanceof DeliveryError) return { ok: false, error };
    const kind = isPermanent(error) ? 'rejected' : 'unavailable';
    return { ok: false, error: new DeliveryError(kind, messageOf(error)) };
  }
}
