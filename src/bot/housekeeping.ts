import type { Logger } from 'pino';
import { REQUEST } from '../approval/request.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../store/database.ts';
import type { Background } from '../waiting/background.ts';
import { oneAtATime } from '../waiting/one-at-a-time.ts';
import type { Announcer } from './announcer.ts';
import { deleteExpiredButtons } from './buttons/store.ts';
import { deleteEndedBefore } from './delivery/outbox/store.ts';
import { forgetDeliveriesBefore } from './intake/store.ts';
import type { Reactions } from './reactions/reactions.ts';
import type { Sources } from './subjects/sources.ts';

export interface HousekeepingDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly background: Pick<Background, 'begin'>;
  readonly log: Pick<Logger, 'error'>;
  readonly announcer: Announcer;
  readonly reactions: Reactions;
  readonly sources: Pick<Sources, 'openRequests'>;
}

export interface Housekeeping {
  /**
   * Once a minute begins to bring up to date the time left on the cards of open requests, and votes by reactions whose
   * event was lost. Once an hour deletes what nobody needs any more.
   */
  sweep(): Promise<void>;
  /** At the start, and after a connection was lost, begins to find out what happened while nobody listened. */
  catchUp(): Promise<void>;
}

const REFRESH_MS = 60_000;
const FORGET_MS = 3_600_000;
/** Platforms repeat a delivery within an hour; what was sent long ago will not be sent again. */
const KEEP_MS = 7 * 86_400_000;
/** People look for what never arrived: so long they find it in the table. */
const UNSENT_MS = 30 * 86_400_000;

export function createHousekeeping(deps: HousekeepingDeps): Housekeeping {
  const { db, clock, background, log, announcer, reactions, sources } = deps;
  /** Whoever asks while it goes on is served by one more round, which begins after they asked. */
  const compare = oneAtATime(() => reactions.reconcile());
  let refreshAt = clock.elapsed() + REFRESH_MS;
  let forgetAt = clock.elapsed();
  let rounds = 0;

  async function refresh(): Promise<void> {
    const open = await db.read((reader) => sources.openRequests(reader));
    for (const id of open)
      await announcer.announce(REQUEST.subject(id)).catch((error: unknown) => {
        // One that cannot be drawn keeps no other from its turn.
        log.error({ err: error, request: id }, 'the card of an open request could not be brought up to date');
      });
  }

  function reconcile(): void {
    rounds += 1;
    background.begin(`reactions, round ${rounds}`, () => compare('all'));
  }

  async function forget(): Promise<void> {
    await db.transact(async (tx) => {
      const now = await tx.now();
      const ago = (ms: number): Date => new Date(now.getTime() - ms);
      const before = ago(KEEP_MS);
      await deleteExpiredButtons(tx, before);
      await forgetDeliveriesBefore(tx, before);
      await deleteEndedBefore(tx, before, ago(UNSENT_MS));
    });
  }

  return {
    async sweep() {
      const now = clock.elapsed();
      if (now >= refreshAt) {
        refreshAt = now + REFRESH_MS;
        background.begin('cards of open requests', refresh);
        reconcile();
      }
      if (now >= forgetAt) {
        forgetAt = now + FORGET_MS;
        await forget();
      }
    },
    async catchUp() {
      reconcile();
    },
  };
}
