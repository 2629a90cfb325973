import type { Logger } from 'pino';
import type { Inbound } from '../../chat/inbound.ts';
import type { Responder, Taken } from '../../chat/port.ts';
import { crashPoint } from '../../crash-point.ts';
import type { Refusal } from '../../errors.ts';
import type { Database } from '../../store/database.ts';
import { storable } from '../../values/characters.ts';
import { storableJson } from '../../values/json.ts';
import { gathered } from '../../waiting/gathered.ts';
import { Unanswered } from '../unanswered.ts';
import { beginDeliveries, finishDeliveries, isFinished, keepDeliveries } from './store.ts';

export interface Intake {
  /** Keeps a delivery; a repeat changes nothing, and answers false. It is durable when this resolves. */
  take(delivery: Taken): Promise<boolean>;
  /** One that a process kept before it was gone: what cannot be begun now is begun later. */
  recalled(inbound: Inbound): void;
  /**
   * Does `work` for a delivery that nobody has begun. Answers what to tell the person when it was begun before and
   * nobody knows what became of it.
   * @param work throws only when nobody could be told of its failure: the delivery is then left to a later look.
   * @param inTurn waits for the turn of the work. A repeat of what is known here waits for none: it would be
   *   acknowledged in the meantime as if it were new.
   * @throws Unanswered when it could not be begun: it waits where it is kept, and nothing was done where it is not.
   */
  once(
    inbound: Inbound,
    responder: Responder,
    work: () => Promise<void>,
    inTurn?: <T>(work: () => Promise<T>) => Promise<T>,
  ): Promise<Refusal | undefined>;
  /** Whether this process is at work on it, or knows that it is done although that is not written down. */
  isAtHand(key: string): boolean;
  /** Writes down what is done and could not be written down as such. @throws what the database throws */
  catchUp(): Promise<void>;
  /** Once all that was done is written down as finished, as far as it can be now. */
  settled(): Promise<void>;
}

/** So many deliveries go into one statement. */
const most = 200;
/**
 * Whoever sent it has the acknowledgement by now, and others wait for theirs: what they sent is kept first. In a burst
 * the same patience makes one statement of many.
 */
const BEGIN_AFTER_MS = 5;
const FINISH_AFTER_MS = 20;

/**
 * The same delivery has one effect, across processes and restarts. Platforms send a delivery again when they
 * are unsure that we got it, so a repeat is dropped in silence only if the first one is known here. If that one was
 * not finished and is not at work in this process, nobody can tell from here what it did.
 */
export function createIntake(db: Database, log: Logger): Intake {
  const atWork = new Set<string>();
  /** Kept and not yet worked on: whoever cannot begin with one now leaves it to a later look. */
  const waiting = new Set<string>();
  const finishing = new Set<Promise<void>>();
  /** Done, while the database could not be told: that goes with what is finished next. */
  const unwritten = new Set<string>();
  // Each is one statement, and as such a transaction of its own.
  const keep = gathered(
    // Somebody waits for it, three seconds at most: it goes before all work, whatever the database has to do.
    (taken: readonly Kept[]) => db.read((reader) => keepDeliveries(reader, taken), { first: true }),
    { most, afterMs: 0 },
  );
  const begin = gathered((ids: readonly string[]) => db.read((reader) => beginDeliveries(reader, ids)), {
    most,
    afterMs: BEGIN_AFTER_MS,
  });
  const finish = gathered(writeDown, { most, afterMs: FINISH_AFTER_MS });

  async function writeDown(ids: readonly string[]): Promise<void> {
    const all = [...ids, ...unwritten];
    await db.read((reader) => finishDeliveries(reader, all));
    for (const id of all) unwritten.delete(id);
  }

  function finishLater(id: string): void {
    const finished = finish(id)
      .catch((error: unknown) => {
        unwritten.add(id);
        log.warn({ err: error, delivery: id }, 'a delivery is done, and not written down as such');
      })
      .finally(() => {
        finishing.delete(finished);
        atWork.delete(id);
        waiting.delete(id);
      });
    finishing.add(finished);
  }

  async function hasBegun(id: string): Promise<boolean> {
    try {
      return (await begin(id)).has(id);
    } catch (error) {
      atWork.delete(id);
      throw new Unanswered(waiting.has(id) ? 'waits' : 'not-begun', error);
    } finally {
      waiting.delete(id);
    }
  }

  async function firstOf(
    id: string,
    responder: Responder,
    work: () => Promise<void>,
  ): Promise<Refusal | undefined> {
    crashPoint('before-begun');
    if (!(await hasBegun(id))) {
      atWork.delete(id);
      responder.repeated?.();
      if (responder.repeated !== undefined) return undefined;
      return (await db.read((reader) => isFinished(reader, id))) ? undefined : INTERRUPTED;
    }
    try {
      await work();
    } catch (error) {
      atWork.delete(id);
      throw error;
    }
    finishLater(id);
    return undefined;
  }

  return {
    async take({ platform, workspace, id: own, kept }) {
      const id = `${platform}/${workspace}/${own}`;
      // One that cannot be stored would take all with it that are kept together with it; the guards refuse it later.
      const isNew = (await keep({ id: storable(id), kept: storableJson(kept) })).has(storable(id));
      if (isNew) waiting.add(id);
      return isNew;
    },
    recalled(inbound) {
      waiting.add(deliveryKey(inbound));
    },
    async once(inbound, responder, work, inTurn = (now) => now()) {
      const id = deliveryKey(inbound);
      if (atWork.has(id)) {
        responder.repeated?.();
        return undefined;
      }
      atWork.add(id);
      return inTurn(() => firstOf(id, responder, work));
    },
    async catchUp() {
      if (unwritten.size > 0) await writeDown([]);
    },
    isAtHand: (id) => atWork.has(id) || unwritten.has(id),
    async settled() {
      await Promise.all(finishing);
    },
  };
}

const INTERRUPTED: Refusal = {
  code: 'delivery.interrupted',
  what: 'This came before, and is not finished.',
  why: 'Keyturn works on it elsewhere, or stopped while it did, and will not risk doing it twice.',
  next: 'Look at the card or at /ops approvals list; if it was not done, ask again.',
};

type Kept = Parameters<typeof keepDeliveries>[1][number];

/** Where it happened, not whose account it was: somebody of another workspace can act in ours. */
function deliveryKey({ place, id }: Inbound): string {
  return `${place.platform}/${place.workspace}/${id}`;
}
