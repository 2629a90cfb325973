import { REQUEST } from '../../approval/request.ts';
import type { ApprovalView } from '../../approval/view.ts';
import type { Jobs } from '../../jobs/port.ts';
import type { Room } from '../../jobs/room.ts';
import type { Database, Tx } from '../../store/database.ts';
import { quoted } from '../../values/quoted.ts';
import type { Announcer } from '../announcer.ts';
import type { Sources } from '../subjects/sources.ts';
import type { Callees } from './callees.ts';
import { saidTo } from './said-to.ts';

export interface UnmetDeps {
  readonly db: Database;
  readonly announcer: Pick<Announcer, 'under'>;
  readonly sources: Pick<Sources, 'request'>;
  readonly callees: Pick<Callees, 'person' | 'quietUntil'>;
  readonly jobs: Pick<Jobs, 'setTimer'>;
}

/** The timer that tells the requester when the quiet hours are over. */
const AFTER_QUIET = 'call.unmet-after-quiet';

/**
 * Calls whoever asked under the card of a request that ended without an effect: they wait for it, and a card that changes in
 * its place calls nobody.
 */
export function createUnmet(deps: UnmetDeps): Required<Pick<Room, 'events' | 'timers'>> {
  const { db, announcer, sources, callees, jobs } = deps;

  async function tell(tx: Tx, subject: string): Promise<void> {
    const view = await sources.request(tx, REQUEST.idIn(subject) ?? subject);
    if (view === undefined) return;
    const morning = callees.quietUntil(await tx.now());
    if (morning !== undefined) return jobs.setTimer(tx, AFTER_QUIET, subject, morning);
    const requester = await callees.person(tx, view.requester.id);
    await announcer.under(tx, subject, {
      key: `unmet/${subject}`,
      urgent: false,
      say: (rows) => saidTo(requester, rows, whatEnded(view)),
    });
  }

  return {
    events: { 'request.unmet': ({ subject }) => db.transact((tx) => tell(tx, subject)) },
    timers: { [AFTER_QUIET]: tell },
  };
}

function whatEnded({ subject, status }: ApprovalView): string {
  return `Not started: ${quoted(subject.title)}. ${status}`;
}
