import type { Logger } from 'pino';
import { type ChatPlatform, DeliveryError, type Recalled } from '../../chat/port.ts';
import type { Clock } from '../../clock.ts';
import type { Refusal } from '../../errors.ts';
import type { Database } from '../../store/database.ts';
import { finishDeliveries, type OpenDelivery, openDeliveries } from './store.ts';

export interface ResumeDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly platforms: readonly ChatPlatform[];
  /** Works on it, unless somebody else has begun meanwhile. */
  readonly resume: (recalled: Recalled) => Promise<void>;
  /** Tells why something was not done, and logs it. */
  readonly refuse: (recalled: Recalled, refusal: Refusal) => Promise<void>;
}

export interface Resume {
  /** Goes on with deliveries that were taken and that no process seems to have any more. */
  sweep(): Promise<void>;
  /** The same at once, for a database that this process has to itself: nobody else can be at work. */
  atStart(): Promise<void>;
}

/** Longer than a delivery waits for its turn in a process that lives. */
const PATIENCE_MS = 15_000;
/** Longer than the work on one takes. */
const WORK_MS = 120_000;
/** What somebody wanted longer ago than this, they may not want any more. */
const STALE_MS = 15 * 60_000;
const EVERY_MS = 5_000;
const AT_ONCE = 50;

/**
 * Looks for what was acknowledged and then lost with its process. What nobody had begun is done now; of what somebody
 * had begun, the person is told that nobody knows.
 */
export function createResume(deps: ResumeDeps): Resume {
  const { db, clock, log, platforms } = deps;
  const madeAt = clock.now();
  let lookAt = madeAt.getTime();

  async function goOn(before: Date, workMs: number): Promise<void> {
    const open = await db.read((reader) => openDeliveries(reader, before, AT_ONCE));
    const now = clock.now().getTime();
    for (const delivery of open) {
      const isAtWork = delivery.begunAt !== null && now - delivery.begunAt.getTime() < workMs;
      if (!isAtWork) await take(delivery, now - delivery.receivedAt.getTime() > STALE_MS);
    }
  }

  async function take({ id, kept, begunAt }: OpenDelivery, stale: boolean): Promise<void> {
    const platform = platforms.find((one) => id.startsWith(`${one.id}/`));
    if (platform?.recall === undefined) return;
    try {
      const recalled = await platform.recall(kept);
      log.info({ delivery: id, stale, begun: begunAt !== null }, 'a delivery was left behind');
      if (begunAt !== null) await giveUp(id, recalled, CUT_SHORT);
      else if (stale) await giveUp(id, recalled, STALE);
      else await deps.resume(recalled);
    } catch (error) {
      log.warn({ err: error, delivery: id, stale }, 'a delivery that was left behind could not be taken up');
      // E.g. its workspace is not in the settings any more: nobody can be told, and nobody waits for it.
      const isAway = error instanceof DeliveryError && error.kind === 'unavailable';
      if (stale && !isAway) await db.read((reader) => finishDeliveries(reader, [id], clock.now()));
    }
  }

  /** It is finished first, so that one process alone tells it; the card shows what is true in any case. */
  async function giveUp(id: string, recalled: Recalled, refusal: Refusal): Promise<void> {
    const finished = await db.read((reader) => finishDeliveries(reader, [id], clock.now()));
    if (finished.has(id)) await deps.refuse(recalled, refusal);
  }

  return {
    async sweep() {
      const now = clock.now().getTime();
      if (now < lookAt) return;
      lookAt = now + EVERY_MS;
      await goOn(new Date(now - PATIENCE_MS), WORK_MS);
    },
    // Nobody can be at work on what was there before us.
    atStart: () => goOn(madeAt, 0),
  };
}

const STALE: Refusal = {
  code: 'delivery.stale',
  what: 'What you clicked was not done.',
  why: 'Keyturn stopped right after it had taken your click, and came back more than 15 minutes later.',
  next: 'Look at the card, and click again if you still want it.',
};

const CUT_SHORT: Refusal = {
  code: 'delivery.cut-short',
  what: 'Keyturn stopped while it worked on what you clicked.',
  why: 'Nobody can tell from here whether it was done, and doing it twice could do harm.',
  next: 'Look at the card, and click again if it was not done.',
};
