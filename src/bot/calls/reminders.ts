import { REQUEST } from '../../approval/request.ts';
import type { ApprovalView } from '../../approval/view.ts';
import { calling } from '../../chat/calls.ts';
import { deadline } from '../../chat/time-text.ts';
import type { Room } from '../../jobs/room.ts';
import type { Database, Tx } from '../../store/database.ts';
import { quoted } from '../../values/quoted.ts';
import type { Announcer } from '../announcer.ts';
import type { Sources } from '../subjects/sources.ts';
import { AFTER_QUIET, type Callees } from './callees.ts';
import { shareOut } from './share.ts';

export interface RemindersDeps {
  readonly db: Database;
  readonly announcer: Pick<Announcer, 'under'>;
  readonly sources: Pick<Sources, 'request'>;
  readonly callees: Pick<Callees, 'of'>;
}

/** Calls those whom a request waits for under its card: when little time is left, and when the quiet hours are over. */
export function createReminders(deps: RemindersDeps): Required<Pick<Room, 'events' | 'timers'>> {
  const { db, announcer, sources, callees } = deps;

  async function call(tx: Tx, subject: string, occasion: keyof typeof BEGINNINGS, now: Date): Promise<void> {
    const people = await callees.of(tx, subject, now);
    const view =
      people.length === 0 ? undefined : await sources.request(tx, REQUEST.idIn(subject) ?? subject);
    if (view === undefined) return;
    const text = `${BEGINNINGS[occasion]}${whatWaits(view, now)}`;
    await announcer.under(tx, subject, {
      key: `call/${subject}/${occasion}`,
      urgent: true,
      say(rows) {
        const shares = shareOut(people, rows);
        return rows.flatMap(({ id }) => {
          const calls = shares.get(id) ?? [];
          return calls.length === 0 ? [] : [{ card: id, thread: { text, ...calling(calls) } }];
        });
      },
    });
  }

  return {
    events: {
      'request.reminder': ({ subject }) =>
        db.transact(async (tx) => call(tx, subject, 'reminder', await tx.now())),
    },
    timers: {
      [AFTER_QUIET]: (tx, subject, now) => call(tx, subject, 'after-quiet', now),
    },
  };
}

const BEGINNINGS = { reminder: 'Still waiting for you: ', 'after-quiet': 'Waiting for you: ' } as const;

function whatWaits({ subject, requester, review, expiresAt, status }: ApprovalView, now: Date): string {
  const what = `${quoted(subject.title)}, `;
  if (review !== null)
    return `${what}started by ${requester.name} under break-glass, wants your review by ${deadline(review.dueAt, now)}.`;
  const until = expiresAt === null ? '' : ` Votes count until ${deadline(expiresAt, now)}.`;
  return `${what}asked by ${requester.name}. ${status}${until}`;
}
