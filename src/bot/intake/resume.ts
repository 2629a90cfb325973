import type { Logger } from 'pino';
import { type ChatPlatform, DeliveryError, type Recalled } from '../../chat/port.ts';
import type { Clock } from '../../clock.ts';
import type { Refusal } from '../../errors.ts';
import { isPermanent } from '../../permanent.ts';
import type { Database } from '../../store/database.ts';
import { atMost } from '../../waiting/at-most.ts';
import type { Background } from '../../waiting/background.ts';
import { STALE_MS } from '../late.ts';
import type { Intake } from './intake.ts';
import { finishDeliveries, type OpenDelivery, openDeliveries, takeUpDelivery, type Wanted } from './store.ts';

export interface ResumeDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly background: Pick<Background, 'begin'>;
  readonly log: Logger;
  readonly platforms: readonly ChatPlatform[];
  readonly intake: Pick<Intake, 'isAtHand' | 'catchUp'>;
  /** Works on it, unless somebody else has begun meanwhile. */
  readonly resume: (recalled: Recalled) => Promise<void>;
  /** Tells why something was not done, and logs it. */
  readonly refuse: (recalled: Recalled, refusal: Refusal) => Promise<void>;
}

export interface Resume {
  /** Begins to go on with deliveries that were taken and that no process seems to have any more. */
  sweep(): Promise<void>;
  /**
   * The same at once, for a database that this process has to itself: nobody else can be at work.
   * @param before when this process had not begun yet, on the database's clock
   */
  atStart(before: Date): Promise<void>;
}

/** Longer than a delivery waits for its turn in a process that lives. */
const PATIENCE_MS = 15_000;
/** Longer than the work on one takes. */
const WORK_MS = 120_000;
const EVERY_MS = 5_000;
/** So many are found by a look, for each platform, … */
const FOUND = 50;
/** … and so many are taken up at a time: no more than a platform's deliveries are worked on as they come. */
const AT_ONCE = 4;

/**
 * Looks for what was acknowledged and then lost with its process. What nobody had begun is done now; of what somebody
 * had begun, the person is told that nobody knows.
 */
export function createResume(deps: ResumeDeps): Resume {
  const { db, clock, background, log } = deps;
  const lanes = deps.platforms.flatMap(({ id, recall }) =>
    recall === undefined ? [] : [{ platform: id, recall, inTurn: atMost(AT_ONCE) }],
  );
  let lookAt = clock.elapsed();

  /** A platform that does not answer holds up its own deliveries, and no others. */
  async function goOn(which: Pick<Wanted, 'came' | 'begunMs'>): Promise<void> {
    for (const { platform, recall, inTurn } of lanes) {
      const wanted = { ...which, platform, staleMs: STALE_MS };
      const open = await db.read((reader) => openDeliveries(reader, wanted, FOUND));
      for (const delivery of open.filter(({ id }) => !deps.intake.isAtHand(id)))
        background.begin(`delivery ${delivery.id}`, () =>
          inTurn(() => take(delivery, recall, which.begunMs)),
        );
    }
  }

  async function take(
    { id, kept, begun, stale }: OpenDelivery,
    recall: Recall,
    begunMs: number,
  ): Promise<void> {
    try {
      const recalled = await recall(kept);
      log.info({ delivery: id, stale, begun }, 'a delivery was left behind');
      if (begun || stale) await giveUp(id, recalled, begunMs, begun ? CUT_SHORT : STALE);
      else await deps.resume(recalled);
    } catch (error) {
      log.warn({ err: error, delivery: id, stale }, 'a delivery that was left behind could not be taken up');
      // E.g. its workspace is not in the settings any more: nobody can be told, and nobody waits for it.
      const isAway =
        error instanceof DeliveryError && (error.kind === 'unavailable' || error.kind === 'shut-out');
      if (isPermanent(error) || (stale && !isAway)) await db.read((reader) => finishDeliveries(reader, [id]));
    }
  }

  /** It is finished once it was told: told twice, where that is lost, and never in silence. */
  async function giveUp(id: string, recalled: Recalled, begunMs: number, refusal: Refusal): Promise<void> {
    if (!(await db.read((reader) => takeUpDelivery(reader, id, begunMs)))) return;
    await deps.refuse(recalled, refusal);
    await db.read((reader) => finishDeliveries(reader, [id]));
  }

  return {
    async sweep() {
      const now = clock.elapsed();
      if (now < lookAt) return;
      lookAt = now + EVERY_MS;
      await deps.intake.catchUp();
      await goOn({ came: PATIENCE_MS, begunMs: WORK_MS });
    },
    // Nobody can be at work on what was there before us.
    atStart: (before) => goOn({ came: before, begunMs: 0 }),
  };
}

type Recall = NonNullable<ChatPlatform['recall']>;

const STALE: Refusal = {
  code: 'delivery.stale',
  what: 'What you clicked was not done.',
  why: 'Keyturn took your click, and came to it only now, more than 15 minutes later: it, its database or the chat platform was away, or there was too much to do.',
  next: 'Look at the card, and click again if you still want it.',
};

const CUT_SHORT: Refusal = {
  code: 'delivery.cut-short',
  what: 'It is not known whether what you clicked was done.',
  why: 'Keyturn began with it, and its end was not written down in time: it was stopped, or is still at it. Doing it twice could do harm.',
  next: 'Look at the card in a minute, and click again only if it was not done.',
};
