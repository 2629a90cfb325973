import type { Logger } from 'pino';
import type { Inbound } from '../../chat/inbound.ts';
import type { Responder, Taken } from '../../chat/port.ts';
import type { Clock } from '../../clock.ts';
import { crashPoint } from '../../crash-point.ts';
import type { Refusal } from '../../errors.ts';
import type { Database } from '../../store/database.ts';
import { gathered } from './gather.ts';
import { beginDeliveries, finishDeliveries, isFinished, keepDeliveries } from './store.ts';

export interface Intake {
  /** Keeps a delivery; a repeat changes nothing, and answers false. It is durable when this resolves. */
  take(delivery: Taken): Promise<boolean>;
  /**
   * Does `work` for a delivery that nobody has begun. Answers what to tell the person when it was begun before and
   * nobody knows what became of it.
   */
  once(inbound: Inbound, responder: Responder, work: () => Promise<void>): Promise<Refusal | undefined>;
  /** Once all that was done is written down as finished. */
  settled(): Promise<void>;
}

/** So many deliveries go into one statement. */
const most = 200;
/** Nobody waits for either: in a burst a little patience makes one statement of many. */
const BEGIN_EVERY_MS = 3;
const FINISH_EVERY_MS = 20;

/**
 * The same delivery has one effect, across processes and restarts. Platforms send a delivery again when they
 * are unsure that we got it, so a repeat is dropped in silence only if the first one is known here. If that one was
 * not finished and is not at work in this process, nobody can tell from here what it did.
 */
export function createIntake(db: Database, clock: Clock, log: Logger): Intake {
  const atWork = new Set<string>();
  const finishing = new Set<Promise<void>>();
  // Each is one statement, and as such a transaction of its own.
  const keep = gathered(
    (taken: readonly Kept[]) => db.read((reader) => keepDeliveries(reader, taken, clock.now())),
    { most, everyMs: 0 },
  );
  const begin = gathered(
    (ids: readonly string[]) => db.read((reader) => beginDeliveries(reader, ids, clock.now())),
    { most, everyMs: BEGIN_EVERY_MS },
  );
  const finish = gathered(
    (ids: readonly string[]) => db.read((reader) => finishDeliveries(reader, ids, clock.now())),
    { most, everyMs: FINISH_EVERY_MS },
  );

  function finishLater(id: string): void {
    const finished = finish(id)
      .then(
        () => undefined,
        (error: unknown) =>
          log.warn({ err: error, delivery: id }, 'a delivery is done, and not written down as such'),
      )
      .finally(() => {
        finishing.delete(finished);
        atWork.delete(id);
      });
    finishing.add(finished);
  }

  async function hasBegun(id: string): Promise<boolean> {
    try {
      return (await begin(id)).has(id);
    } catch (error) {
      atWork.delete(id);
      throw error;
    }
  }

  return {
    async take({ platform, workspace, id: own, kept }) {
      const id = `${platform}/${workspace}/${own}`;
      return (await keep({ id, kept })).has(id);
    },
    async once(inbound, responder, work) {
      const id = deliveryKey(inbound);
      if (atWork.has(id)) {
        responder.repeated?.();
        return undefined;
      }
      atWork.add(id);
      crashPoint('before-begun');
      if (!(await hasBegun(id))) {
        atWork.delete(id);
        responder.repeated?.();
        if (responder.repeated !== undefined) return undefined;
        return (await db.read((reader) => isFinished(reader, id))) ? undefined : INTERRUPTED;
      }
      try {
        await work();
      } finally {
        // What failed was told as such by whoever called, and is not done again.
        finishLater(id);
      }
      return undefined;
    },
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
