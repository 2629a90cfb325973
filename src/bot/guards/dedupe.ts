import type { Inbound } from '../../chat/inbound.ts';
import type { DeliveryId } from '../../chat/port.ts';
import type { Clock } from '../../clock.ts';
import type { Refusal } from '../../errors.ts';
import type { Database } from '../../store/database.ts';
import { finishDelivery, noteDelivery } from './store.ts';

export interface Dedupe {
  /** Notes that a delivery came; a repeat changes nothing. It is durable when this resolves. */
  take(delivery: DeliveryId): Promise<void>;
  /**
   * Does `work` for a delivery that never came before. Answers what to tell the person when it did come before and
   * nobody knows what became of it. When `work` throws, the delivery stays unfinished.
   */
  once(inbound: Inbound, work: () => Promise<void>): Promise<Refusal | undefined>;
}

/**
 * The same delivery has one effect, across processes and restarts. Platforms send a delivery again when they
 * are unsure that we got it, so a repeat is dropped in silence only if the first one is known here. If that one was
 * not finished and is not at work in this process, nobody can tell from here what it did.
 */
export function dedupe(db: Database, clock: Clock): Dedupe {
  const atWork = new Set<string>();
  /** Taken and not yet worked on: what the note said. */
  const taken = new Map<string, Promise<Before>>();
  // Each is one statement, and as such a transaction of its own.
  const note = (id: string): Promise<Before> => db.read((reader) => noteDelivery(reader, id, clock.now()));
  const finish = (id: string): Promise<void> => db.read((reader) => finishDelivery(reader, id, clock.now()));

  return {
    async take({ platform, workspace, id: own }) {
      const id = `${platform}/${workspace}/${own}`;
      if (atWork.has(id)) return;
      const noted = taken.get(id) ?? note(id);
      taken.set(id, noted);
      try {
        await noted;
      } catch (error) {
        taken.delete(id);
        throw error;
      }
    },
    async once(inbound, work) {
      const id = deliveryKey(inbound);
      if (atWork.has(id)) return undefined;
      atWork.add(id);
      try {
        const noted = taken.get(id) ?? note(id);
        taken.delete(id);
        const before = await noted;
        if (before !== undefined) return before.finished ? undefined : UNFINISHED;
        await work();
        await finish(id);
        return undefined;
      } finally {
        atWork.delete(id);
      }
    },
  };
}

type Before = Awaited<ReturnType<typeof noteDelivery>>;

const UNFINISHED: Refusal = {
  code: 'delivery.interrupted',
  what: 'This came before, and is not finished.',
  why: 'Keyturn works on it elsewhere, or stopped while it did, and will not risk doing it twice.',
  next: 'Look at the card or at /ops approvals list; if it was not done, ask again.',
};

/** Where it happened, not whose account it was: somebody of another workspace can act in ours. */
function deliveryKey({ place, id }: Inbound): string {
  return `${place.platform}/${place.workspace}/${id}`;
}
