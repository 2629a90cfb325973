import type { Inbound } from '../../chat/inbound.ts';
import type { Database } from '../../store/database.ts';
import type { Guard } from './guard.ts';
import { finishDelivery, noteDelivery } from './store.ts';

/** After this long an unfinished delivery is taken to have been interrupted, not to be still at work. */
const INTERRUPTED_MS = 60_000;

export interface Dedupe {
  readonly guard: Guard;
  /** To be called when the delivery was answered. */
  finished(inbound: Inbound): Promise<void>;
}

/**
 * The same delivery has one effect, across processes and restarts. Platforms send a delivery again when they
 * are unsure that we got it, so the second one is dropped in silence only if the first one is known here.
 * If the first one was interrupted, nobody can tell from here what it did, so the person is told to look.
 */
export function dedupe(db: Database): Dedupe {
  return {
    async guard(arrival) {
      const id = deliveryKey(arrival.inbound);
      const { before, now } = await db.transact(async (tx) => {
        const now = await tx.now();
        return { before: await noteDelivery(tx, id, now), now };
      });
      if (before === undefined) return { pass: true, arrival };
      if (before.finished || now.getTime() - before.receivedAt.getTime() < INTERRUPTED_MS)
        return { pass: false };
      return {
        pass: false,
        refusal: {
          code: 'delivery.interrupted',
          what: 'This was interrupted.',
          why: 'Keyturn stopped while it worked on it, and will not risk doing it twice.',
          next: 'Look at the card or at /ops approvals list; if it was not done, ask again.',
        },
      };
    },
    async finished(inbound) {
      await db.transact(async (tx) => finishDelivery(tx, deliveryKey(inbound), await tx.now()));
    },
  };
}

function deliveryKey({ account, id }: Inbound): string {
  return `${account.platform}/${account.workspace}/${id}`;
}
