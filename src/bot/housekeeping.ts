import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Database } from '../store/database.ts';
import type { Announcer } from './announcer.ts';
import { deleteExpiredButtons } from './buttons/store.ts';
import { deleteSentBefore } from './delivery/outbox/store.ts';
import { forgetDeliveriesBefore } from './intake/store.ts';
import type { Reactions } from './reactions/reactions.ts';
import type { Sources } from './subjects.ts';

export interface HousekeepingDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly announcer: Announcer;
  readonly reactions: Reactions;
  readonly sources: Pick<Sources, 'openRequests'>;
}

export interface Housekeeping {
  /** Once a minute: the time left on the cards of open requests, and reactions whose event was lost. */
  sweep(): Promise<void>;
  /** Once at the start: what happened while nobody listened. */
  catchUp(): Promise<void>;
}

const REFRESH_MS = 60_000;
const FORGET_MS = 3_600_000;
/** Platforms repeat a delivery within an hour; what was sent long ago will not be sent again. */
const KEEP_MS = 7 * 86_400_000;

export function createHousekeeping(deps: HousekeepingDeps): Housekeeping {
  const { db, clock, log, announcer, reactions, sources } = deps;
  let refreshAt = clock.now().getTime() + REFRESH_MS;
  let forgetAt = clock.now().getTime();

  async function refresh(): Promise<void> {
    const open = await db.read((reader) => sources.openRequests(reader));
    for (const id of open) await announcer.announce(`request/${id}`);
    await reactions.reconcile();
  }

  async function forget(): Promise<void> {
    await db.transact(async (tx) => {
      const now = await tx.now();
      const before = new Date(now.getTime() - KEEP_MS);
      await deleteExpiredButtons(tx, before);
      await forgetDeliveriesBefore(tx, before);
      await deleteSentBefore(tx, before);
    });
  }

  return {
    async sweep() {
      const now = clock.now().getTime();
      if (now >= refreshAt) {
        refreshAt = now + REFRESH_MS;
        await refresh();
      }
      if (now >= forgetAt) {
        forgetAt = now + FORGET_MS;
        await forget();
      }
    },
    async catchUp() {
      await reactions.reconcile().catch((error: unknown) => {
        log.warn({ err: error }, 'reactions could not be compared now, will be tried again');
      });
    },
  };
}
