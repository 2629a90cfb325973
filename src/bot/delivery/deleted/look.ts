import type { Logger } from 'pino';
import type { ChatPlatform, Deleted, Looked } from '../../../chat/port.ts';
import { DeliveryError } from '../../../chat/port.ts';
import type { Clock } from '../../../clock.ts';
import type { Jobs } from '../../../jobs/port.ts';
import type { Database } from '../../../store/database.ts';
import type { Background } from '../../../waiting/background.ts';
import { within } from '../../../waiting/within.ts';
import { destinationOf } from '../destination.ts';
import { type LookedFor, lookSooner, sendAgainIn, takeLooks } from './store.ts';

export interface DeletedCardDeps {
  readonly db: Database;
  readonly jobs: Pick<Jobs, 'wake'>;
  readonly clock: Clock;
  readonly background: Pick<Background, 'begin'>;
  readonly platforms: readonly ChatPlatform[];
  readonly log: Logger;
}

/** Brings back the cards of things that still wait or run when somebody deletes them. */
export interface DeletedCards {
  /** A platform says what was deleted. */
  told(deleted: Deleted): Promise<void>;
  /** Begins to look for what nobody told us about. Called about once a second. */
  sweep(): Promise<void>;
}

/** How often each message is looked for, so that a deleted one is back within a minute. */
export const LOOK_EVERY_MS = 30_000;
/** What falls due within this time is looked for together: most cards of a channel take one call then. */
const GATHER_MS = 5_000;
const AT_ONCE = 500;
const PATIENCE_MS = 8_000;

/** What is said and what is seen only makes us ask: the platform's answer to an edit decides. */
export function createDeletedCards(deps: DeletedCardDeps): DeletedCards {
  const { db, jobs, clock, background, platforms, log } = deps;
  let nextLook = clock.elapsed();

  async function bringBack(destination: string, messages: readonly string[] | undefined): Promise<void> {
    await db.transact(async (tx) => {
      for (const due of await sendAgainIn(tx, destination, messages, await tx.now()))
        await jobs.wake(tx, 'delivery', due);
    });
  }

  /** All in one channel, or one thread of it. */
  async function look(cards: readonly LookedFor[]): Promise<void> {
    const [first] = cards;
    if (first === undefined) return;
    const { destination } = first;
    const { gone, left } = await ask(cards);
    if (gone.length > 0) await bringBack(destination, gone);
    const later = cards.filter(({ message }) => left.includes(message)).map(({ id }) => id);
    if (later.length > 0) await db.transact(async (tx) => lookSooner(tx, later, await tx.now()));
  }

  async function ask(cards: readonly LookedFor[]): Promise<Looked> {
    const messages = cards.map(({ message }) => message);
    const [first] = cards;
    const platform = platforms.find(({ id }) => id === first?.place.platform);
    if (first === undefined || platform === undefined) return NOTHING;
    try {
      return await within(PATIENCE_MS, 'a look for cards', platform.missing(first.place, messages));
    } catch (error) {
      // The channel is gone, or hidden from us; the edit says which, and where the card goes then.
      if (error instanceof DeliveryError && error.kind === 'no-channel') return { gone: messages, left: [] };
      log.debug({ err: error, destination: first.destination }, 'cards could not be looked for');
      return NOTHING;
    }
  }

  return {
    told: (deleted) => bringBack(destinationOf(deleted), deleted.messages),
    async sweep() {
      const at = clock.elapsed();
      if (at < nextLook) return;
      nextLook = at + GATHER_MS;
      const due = await db.transact(async (tx) => {
        const now = await tx.now();
        const soon = new Date(now.getTime() + GATHER_MS);
        return takeLooks(tx, AT_ONCE, soon, new Date(now.getTime() + LOOK_EVERY_MS));
      });
      const channels = Map.groupBy(due, ({ destination, place }) => `${destination} ${place.thread ?? ''}`);
      for (const [channel, cards] of channels) background.begin(`look at ${channel}`, () => look(cards));
    },
  };
}

const NOTHING: Looked = { gone: [], left: [] };
