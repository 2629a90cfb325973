import { REQUEST } from '../../approval/request.ts';
import type { ApprovalView } from '../../approval/view.ts';
import type { Json } from '../../canonical.ts';
import { calling } from '../../chat/calls.ts';
import { deadline, exactTime } from '../../chat/time-text.ts';
import type { Jobs } from '../../jobs/port.ts';
import type { Room } from '../../jobs/room.ts';
import { RUN } from '../../runbook/run/run.ts';
import { TAKE_BACK } from '../../runbook/run/take-back/service.ts';
import type { RunView } from '../../runbook/service.ts';
import type { Database, Tx } from '../../store/database.ts';
import { quoted } from '../../values/quoted.ts';
import type { Announcer } from '../announcer.ts';
import { calledElsewhere, cardsOf } from '../delivery/cards/store.ts';
import type { Sources } from '../subjects/sources.ts';
import { AFTER_QUIET, type Callees } from './callees.ts';
import { saidTo } from './said-to.ts';
import { type Callee, shareOut } from './share.ts';
import { isStranded, whoIsStranded } from './stranded.ts';

export interface RemindersDeps {
  readonly db: Database;
  readonly announcer: Pick<Announcer, 'under'>;
  readonly sources: Pick<Sources, 'request' | 'run'>;
  readonly callees: Pick<Callees, 'of' | 'person' | 'quietUntil'>;
  readonly jobs: Pick<Jobs, 'setTimer'>;
}

/** One time at which people are called under a card. */
interface Occasion {
  /** The same one calls nobody twice. */
  readonly key: string;
  readonly beginning: string;
  readonly now: Date;
}

/**
 * Calls those whom a request waits for under its card: when little time is left, when the quiet hours are over, and when the
 * card that was to call them cannot be reached; and reminds of what can be taken back.
 */
export function createReminders(deps: RemindersDeps): Required<Pick<Room, 'events' | 'timers'>> {
  const { db, announcer, sources, callees, jobs } = deps;

  async function call(
    tx: Tx,
    subject: string,
    { key, beginning, now }: Occasion,
    isMeant: (one: Callee) => boolean = () => true,
  ): Promise<void> {
    const people = (await callees.of(tx, subject, now)).filter(isMeant);
    const view =
      people.length === 0 ? undefined : await sources.request(tx, REQUEST.idIn(subject) ?? subject);
    if (view === undefined) return;
    const text = `${beginning}: ${whatWaits(view, now)}`;
    await announcer.under(tx, subject, {
      key: `call/${subject}/${key}`,
      urgent: true,
      say: (rows) => saidTo(people, rows, text),
    });
  }

  async function callStranded(tx: Tx, subject: string): Promise<void> {
    const rows = await cardsOf(tx, [subject]);
    const isMeant = whoIsStranded(rows);
    const stranded = rows.filter(isStranded).map(({ id }) => id);
    if (isMeant === undefined) return;
    const key = `instead/${stranded.join('-')}`;
    await call(tx, subject, { key, beginning: 'Waiting for you', now: await tx.now() }, isMeant);
    await calledElsewhere(tx, stranded);
  }

  /** Under the cards of what was done a while ago: whoever asked for it looks whether it may stay, and takes it back there. */
  async function stillHolds(tx: Tx, subject: string, tried: Json | undefined): Promise<void> {
    const run = await sources.run(tx, RUN.idIn(subject) ?? subject);
    if (run === undefined) return;
    const morning = callees.quietUntil(await tx.now());
    // Asked again then: it may have been taken back in the night.
    if (morning !== undefined) return jobs.setTimer(tx, TAKE_BACK, subject, morning);
    const people = await callees.person(tx, run.requester);
    const text = whatHolds(run, tried);
    await announcer.under(tx, subject, {
      key: `take-back/${subject}`,
      urgent: false,
      say(rows) {
        const shares = shareOut(people, rows);
        return rows.map(({ id }) => ({ card: id, thread: { text, ...calling(shares.get(id) ?? []) } }));
      },
    });
  }

  return {
    events: {
      'request.reminder': ({ subject }) =>
        db.transact(async (tx) =>
          call(tx, subject, { key: 'reminder', beginning: 'Still waiting for you', now: await tx.now() }),
        ),
      'call.stranded': ({ subject }) => db.transact((tx) => callStranded(tx, subject)),
      [TAKE_BACK]: ({ subject, data }) => db.transact((tx) => stillHolds(tx, subject, data.tried)),
    },
    timers: {
      // Every end of quiet hours is one of its own: what was put off in the second night is said in the second morning.
      [AFTER_QUIET]: (tx, subject, now) =>
        call(tx, subject, { key: `after-quiet/${now.toISOString()}`, beginning: 'Waiting for you', now }),
    },
  };
}

function whatWaits({ subject, requester, review, expiresAt, status }: ApprovalView, now: Date): string {
  const what = `${quoted(subject.title)}, `;
  if (review !== null)
    return `${what}started by ${requester.name} under break-glass, ${wanted(review.dueAt, now)}.`;
  const until = expiresAt === null ? '' : ` Votes count until ${deadline(expiresAt, now)}.`;
  return `${what}asked by ${requester.name}. ${status}${until}`;
}

function wanted(dueAt: Date, now: Date): string {
  return now < dueAt
    ? `wants your review by ${deadline(dueAt, now)}`
    : `still wants your review, which was due at ${exactTime(dueAt)}`;
}

/** @param tried the run that has begun since to change it, and did not succeed; undefined: there is none */
function whatHolds({ plan, finishedAt }: RunView, tried: Json | undefined): string {
  const done = finishedAt === null ? '' : `, done at ${exactTime(finishedAt)}`;
  const what = `${quoted(plan.title)}${done}`;
  const back = `the button on its card does that: ${quoted(plan.revert?.title ?? '')}.`;
  return typeof tried === 'string'
    ? `Perhaps still so: ${what}. ${tried} began since and did not succeed, so look what holds. Taking it back: ${back}`
    : `Still so: ${what}. Nobody has taken it back; ${back}`;
}
