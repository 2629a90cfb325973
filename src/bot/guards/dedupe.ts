import type { Inbound } from '../../chat/inbound.ts';
import type { Refusal } from '../../errors.ts';
import type { Database } from '../../store/database.ts';
import { finishDelivery, noteDelivery } from './store.ts';

export interface Dedupe {
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
export function dedupe(db: Database): Dedupe {
  const atWork = new Set<string>();
  return {
    async once(inbound, work) {
      const id = deliveryKey(inbound);
      if (atWork.has(id)) return undefined;
      atWork.add(id);
      try {
        const before = await db.transact(async (tx) => noteDelivery(tx, id, await tx.now()));
        if (before !== undefined) return before.finished ? undefined : UNFINISHED;
        await work();
        await db.transact(async (tx) => finishDelivery(tx, id, await tx.now()));
        return undefined;
      } finally {
        atWork.delete(id);
      }
    },
  };
}

const UNFINISHED: Refusal = {
  code: 'delivery.interrupted',
  what: 'This came before, and is not finished.',
  why: 'Keyturn works on it elsewhere, or stopped while it did, and will not risk doing it twice.',
  next: 'Look at the card or at /ops approvals list; if it was not done, ask again.',
};

function deliveryKey({ account, id }: Inbound): string {
  return `${account.platform}/${account.workspace}/${id}`;
}
