import { and, eq, gt, inArray, isNotNull, isNull, lte, not, or, type SQL, sql } from 'drizzle-orm';
import type { Card } from '../../../chat/card.ts';
import type { MessageRef, Place } from '../../../chat/inbound.ts';
import type { DeliveryError } from '../../../chat/port.ts';
import type { Reader, Tx } from '../../../store/database.ts';
import { prepare, prepareRows, slot } from '../../../store/prepare.ts';
import { destinationOf } from '../destination.ts';
import { outbox } from '../outbox/table.ts';
import type { SendingKind } from '../pause/pause.ts';
import { afterFailure, isHeld, type Lease } from '../sending/store.ts';
import type { Placed } from './placed.ts';
import type { CardRow } from './row.ts';
import { card } from './table.ts';

type Selected = typeof card.$inferSelect;

export interface NewCard {
  readonly subject: string;
  readonly place: Place;
  /** Default: everybody. */
  readonly audience?: string;
}

const opening = prepareRows(
  card,
  (columns) => sql`
    insert into card (subject, destination, audience, place, desired, digest, desired_rev, next_at)
    select o ->> 'subject', o ->> 'destination', o ->> 'audience', o -> 'place', '{}', '', 0, ${slot('now')}::timestamptz
    from jsonb_array_elements(${slot('cards')}::text::jsonb) o
    on conflict do nothing returning ${columns}`,
);

/** Makes rows that show nothing yet. @returns those that were not there. */
export async function openCards(tx: Tx, cards: readonly NewCard[], now: Date): Promise<readonly CardRow[]> {
  if (cards.length === 0) return [];
  const opened = cards.map(({ subject, place, audience = '' }) => ({
    subject,
    destination: destinationOf(place),
    audience,
    place,
  }));
  const rows = await opening(tx, { cards: JSON.stringify(opened), now: now.toISOString() });
  return rows.map(cardRow);
}

/** The row of a thing's card in one channel, made when it is missing; it shows nothing yet. */
export async function openCard(
  tx: Tx,
  subject: string,
  place: Place,
  audience: string,
  now: Date,
): Promise<CardRow> {
  const destination = destinationOf(place);
  const [made] = await openCards(tx, [{ subject, place, audience }], now);
  if (made !== undefined) return made;
  const [row] = await tx.orm
    .select()
    .from(card)
    .where(and(eq(card.subject, subject), eq(card.destination, destination), eq(card.audience, audience)));
  if (row === undefined) throw new Error(`no card for ${subject} in ${destination}`);
  return cardRow(row);
}

export interface Desired {
  readonly id: number;
  readonly desired: Card;
  readonly digest: string;
  readonly urgent: boolean;
  /** False when nothing about the thing will change any more. */
  readonly live: boolean;
}

const settingDesired = prepare<{ readonly id: number | string }>(sql`
  update card c set desired = d.value -> 'desired', digest = d.value ->> 'digest',
    urgent = (d.value ->> 'urgent')::boolean, live = (d.value ->> 'live')::boolean,
    desired_rev = c.desired_rev + 1
  from jsonb_array_elements(${slot('cards')}::text::jsonb) d
  where c.id = (d.value ->> 'id')::bigint
    and (c.digest <> d.value ->> 'digest' or c.live <> (d.value ->> 'live')::boolean)
  returning c.id`);

/** Says what cards should show. @returns those that do not show it already. */
export async function setDesired(tx: Tx, cards: readonly Desired[]): Promise<ReadonlySet<number>> {
  if (cards.length === 0) return new Set();
  const changed = await settingDesired(tx, { cards: JSON.stringify(cards) });
  return new Set(changed.map(({ id }) => Number(id)));
}

// The locks are taken in one order by everybody, so that two that draw the same things never wait for each other.
const lockingSubjects = prepare<{ readonly now: string | Date }>(sql`
  select pg_advisory_xact_lock(key), clock_timestamp() as now
  from (select distinct hashtextextended('card/' || subject, 0) as key
    from jsonb_array_elements_text(${slot('subjects')}::text::jsonb) subject order by key) locks`);

/**
 * Serializes those who draw the same things, so that an older picture never replaces a newer one.
 * @returns the time at which all locks were held.
 */
export async function lockSubjects(tx: Tx, subjects: readonly string[]): Promise<Date> {
  const rows = await lockingSubjects(tx, { subjects: JSON.stringify(subjects) });
  const last = rows.at(-1);
  return last === undefined ? tx.now() : tx.instant(last.now);
}

/** Notes the message that shows revision `rev`: an answer that was given directly. */
export async function adoptMessage(
  tx: Tx,
  id: number,
  { rev, places }: Pick<SentCard, 'rev' | 'places'>,
  ref: MessageRef,
): Promise<void> {
  const place = { platform: ref.platform, workspace: ref.workspace, channel: ref.channel };
  await tx.orm
    .update(card)
    .set({ message: ref.message, sentRev: rev, places, place, destination: destinationOf(ref) })
    .where(eq(card.id, id));
}

const readingCards = prepareRows(
  card,
  (columns) => sql`
    select ${columns} from card
    where subject = any(array(select jsonb_array_elements_text(${slot('subjects')}::text::jsonb))) order by id`,
);

/** All cards of some things, oldest first. */
export async function cardsOf(reader: Reader, subjects: readonly string[]): Promise<readonly CardRow[]> {
  return (await readingCards(reader, { subjects: JSON.stringify(subjects) })).map(cardRow);
}

export async function findCardById(reader: Reader, id: number): Promise<CardRow | undefined> {
  const [row] = await reader.orm.select().from(card).where(eq(card.id, id));
  return row === undefined ? undefined : cardRow(row);
}

export async function findCardByMessage(reader: Reader, ref: MessageRef): Promise<CardRow | undefined> {
  const [row] = await reader.orm
    .select()
    .from(card)
    .where(and(eq(card.destination, destinationOf(ref)), eq(card.message, ref.message)));
  return row === undefined ? undefined : cardRow(row);
}

/** What may be sent now: first posts may always. */
export type Allowed = 'all' | 'urgent edits' | 'no edits';

/** Takes the next card of a destination that has something new to show; nobody else gets it until then. */
export async function claimCard(
  tx: Tx,
  destination: string,
  token: string,
  now: Date,
  leaseUntil: Date,
  allowed: Allowed = 'all',
  paused: ReadonlyMap<SendingKind, Date> = new Map(),
): Promise<CardRow | undefined> {
  const due = tx.orm
    .select({ id: card.id })
    .from(card)
    .where(
      and(
        eq(card.destination, destination),
        sql`${card.sentRev} < ${card.desiredRev}`,
        // A quiet answer is given by the dispatcher; only its later editions are sent from here.
        or(eq(card.audience, ''), isNotNull(card.message)),
        lte(card.nextAt, now),
        or(isNull(card.leaseUntil), lte(card.leaseUntil, now)),
        within(allowed),
        ...[...paused.keys()].map((kind) => not(isOfKind(kind))),
      ),
    )
    .orderBy(sql`${card.urgent} desc`, card.nextAt, card.id)
    .limit(1)
    .for('update', { skipLocked: true });
  const [row] = await tx.orm
    .update(card)
    .set({ lease: token, leaseUntil, attempts: sql`${card.attempts} + 1` })
    .where(sql`${card.id} = (${due})`)
    .returning();
  return row === undefined ? undefined : cardRow(row);
}

function isOfKind(kind: SendingKind): SQL {
  if (kind === 'edit') return isNotNull(card.message);
  if (kind === 'reply') return sql`false`;
  return sql`(${card.message} is null and ${kind === 'post' ? eq(card.attempts, 0) : gt(card.attempts, 0)})`;
}

function within(allowed: Allowed): SQL | undefined {
  if (allowed === 'all') return undefined;
  const firstPost = and(isNull(card.message), eq(card.attempts, 0));
  return allowed === 'no edits' ? firstPost : or(firstPost, eq(card.urgent, true));
}

/** Whether the attempt for which a card was taken edits its message; what a failed post may have left is edited, too. */
export function isEdit({ message, attempts }: CardRow): boolean {
  return message !== null || attempts > 1;
}

/** What a platform shows now, and what comes next. */
export interface SentCard {
  readonly rev: number;
  readonly message: string;
  readonly places: readonly Placed[];
  readonly nextAt: Date;
  /** When it was posted, if it was: an edit leaves that as it is. */
  readonly postedAt?: Date;
  /** Its generation, when the message that was posted may call people: it has, unless one before it had. */
  readonly calling?: number;
  /** When to look whether it still stands; null: never. */
  readonly lookAt: Date | null;
}

/** A platform shows it now. False when the lease was lost: somebody else has told it, or will. */
export async function cardSent(tx: Tx, lease: Lease, { rev, calling, ...sent }: SentCard): Promise<boolean> {
  const rows = await tx.orm
    .update(card)
    .set({
      ...sent,
      ...(calling === undefined ? {} : { calledIn: sql`coalesce(${card.calledIn}, ${calling}::int)` }),
      sentRev: rev,
      attempts: 0,
      lease: null,
      leaseUntil: null,
      error: null,
      refusedBy: [],
    })
    .where(isHeld(card, lease))
    .returning({ id: card.id });
  return rows.length > 0;
}

/** Those whom these cards would call were called under another one. */
export async function calledElsewhere(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.orm
    .update(card)
    .set({ calledIn: 0 })
    .where(and(inArray(card.id, [...ids]), isNull(card.calledIn)));
}

export async function cardFailed(tx: Tx, lease: Lease, error: DeliveryError, nextAt: Date): Promise<void> {
  await tx.orm
    .update(card)
    .set(afterFailure(card, error, nextAt))
    .where(isHeld(card, lease));
}

/**
 * A worker that lost its lease may have shown an older picture after the newer one of somebody else. The card is drawn
 * once more, whatever anybody is sending now.
 */
export async function drawAgain(tx: Tx, id: number, now: Date): Promise<void> {
  await tx.orm
    .update(card)
    .set({ desiredRev: sql`${card.desiredRev} + 1`, nextAt: now })
    .where(eq(card.id, id));
}

/** Nobody is sending any card any more. */
export async function releaseCards(tx: Tx): Promise<void> {
  await tx.orm.update(card).set({ lease: null, leaseUntil: null }).where(isNotNull(card.lease));
}

/** The next attempt posts a new message. */
function postAnew(now: Date) {
  return {
    message: null,
    places: null,
    lookAt: null,
    generation: sql`${card.generation} + 1`,
    sentRev: 0,
    attempts: 0,
    nextAt: now,
    lease: null,
    leaseUntil: null,
  };
}

/** Somebody deleted the message: the next attempt posts a new one. */
export async function cardGone(tx: Tx, lease: Lease, now: Date): Promise<void> {
  await tx.orm.update(card).set(postAnew(now)).where(isHeld(card, lease));
}

/** The same, as whoever wanted to reply to a message has found: unless the card has another message by now. */
export async function messageGone(tx: Tx, id: number, message: string, now: Date): Promise<void> {
  await tx.orm
    .update(card)
    .set(postAnew(now))
    .where(and(eq(card.id, id), eq(card.message, message)));
}

/** Nobody can be shown this revision any more (a quiet answer that vanished, or no channel left to try). */
export async function abandonCard(tx: Tx, lease: Lease, error: string): Promise<void> {
  await tx.orm
    .update(card)
    .set({ sentRev: sql`${card.desiredRev}`, error, lease: null, leaseUntil: null })
    .where(isHeld(card, lease));
}

/** Somebody deleted the message of a thing that is over and was shown to be: nothing is left to say. */
export async function letCardGo(tx: Tx, lease: Lease): Promise<void> {
  await tx.orm
    .update(card)
    .set({ sentRev: sql`${card.desiredRev}`, error: null, lease: null, leaseUntil: null })
    .where(isHeld(card, lease));
}

/**
 * Continues a card in another channel, its thread included. False when the thing already has one there, or the lease
 * was lost.
 * @param refusedBy destinations that did not take it
 */
export async function moveCard(
  tx: Tx,
  lease: Lease,
  place: Place,
  refusedBy: readonly string[],
  now: Date,
): Promise<boolean> {
  const destination = destinationOf(place);
  const moved = await tx.orm
    .update(card)
    .set({ ...postAnew(now), destination, place, refusedBy })
    .where(
      and(
        isHeld(card, lease),
        sql`not exists (select 1 from card other where other.destination = ${destination}
          and (other.subject, other.audience) = (${card.subject}, ${card.audience}))`,
      ),
    )
    .returning({ id: card.id });
  if (moved.length === 0) return false;
  await tx.orm
    .update(outbox)
    .set({ destination })
    .where(and(eq(outbox.cardId, lease.id), eq(outbox.state, 'pending')));
  return true;
}

function cardRow(row: Selected): CardRow {
  return {
    ...row,
    place: row.place as Place,
    desired: row.desired as Card,
    places: row.places as CardRow['places'],
  };
}
