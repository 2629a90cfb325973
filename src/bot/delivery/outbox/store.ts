import { and, eq, isNotNull, isNull, lt, lte, or, sql } from 'drizzle-orm';
import type { Card } from '../../../chat/card.ts';
import type { Place } from '../../../chat/inbound.ts';
import type { ThreadContent } from '../../../chat/port.ts';
import type { Reader, Tx } from '../../../store/database.ts';
import { card } from '../cards/table.ts';
import { destinationOf } from '../destination.ts';
import type { Turns } from '../pace/pace.ts';
import { destinationPause, outbox } from './table.ts';

export type Content =
  | { readonly type: 'card'; readonly card: Card }
  | { readonly type: 'thread'; readonly thread: ThreadContent };

/** A message to send: a card of its own in a channel, or something in the thread of a thing's card. */
export interface Message {
  /** The same key is sent once. */
  readonly key: string;
  readonly place: Place;
  readonly content: Content;
  readonly urgent: boolean;
  /** For thread content: the card whose thread it belongs to. */
  readonly cardId?: number;
  /** Destinations that did not take it. */
  readonly refusedBy?: readonly string[];
}

export interface OutboxRow {
  readonly id: number;
  readonly key: string;
  readonly destination: string;
  readonly place: Place;
  readonly cardId: number | null;
  readonly content: Content;
  readonly lane: number;
  readonly attempts: number;
  readonly refusedBy: readonly string[];
}

const LONG_AGO = new Date(0);
const URGENT = 0;
const NORMAL = 1;

/** Queues a message; one with this key that is already there stays as it is. False when it was there. */
export async function enqueue(tx: Tx, message: Message, now: Date): Promise<boolean> {
  const destination = destinationOf(message.place);
  const rows = await tx.orm
    .insert(outbox)
    .values({
      key: message.key,
      destination,
      queue: message.cardId === undefined ? destination : `card/${message.cardId}`,
      lane: message.urgent ? URGENT : NORMAL,
      place: message.place,
      cardId: message.cardId ?? null,
      content: message.content,
      refusedBy: message.refusedBy ?? [],
      state: 'pending',
      nextAt: now,
    })
    .onConflictDoNothing()
    .returning({ id: outbox.id });
  return rows.length > 0;
}

/**
 * Takes the next message of a destination. Only the head of each queue can be taken, so that a message that
 * has to be tried again is not overtaken by a later one; an urgent one stands before all normal ones.
 */
export async function claimMessage(
  tx: Tx,
  destination: string,
  urgentOnly: boolean,
  token: string,
  now: Date,
  leaseUntil: Date,
): Promise<OutboxRow | undefined> {
  const due = tx.orm
    .select({ id: outbox.id })
    .from(outbox)
    .where(
      and(
        eq(outbox.destination, destination),
        eq(outbox.state, 'pending'),
        urgentOnly ? eq(outbox.lane, URGENT) : sql`true`,
        lte(outbox.nextAt, now),
        or(isNull(outbox.leaseUntil), lte(outbox.leaseUntil, now)),
        sql`(${outbox.cardId} is null or exists
             (select 1 from card c where c.id = ${outbox.cardId} and c.message is not null))`,
        sql`not exists (select 1 from outbox before where before.state = 'pending' and before.queue = ${outbox.queue}
             and (before.lane, before.id) < (${outbox.lane}, ${outbox.id}))`,
      ),
    )
    .orderBy(outbox.lane, outbox.id)
    .limit(1)
    .for('update', { skipLocked: true });
  const [row] = await tx.orm
    .update(outbox)
    .set({ lease: token, leaseUntil, attempts: sql`${outbox.attempts} + 1` })
    .where(sql`${outbox.id} = (${due})`)
    .returning();
  return row === undefined
    ? undefined
    : { ...row, place: row.place as Place, content: row.content as Content };
}

export async function messageSent(tx: Tx, id: number, token: string, message: string): Promise<void> {
  await tx.orm
    .update(outbox)
    .set({ state: 'sent', message, lease: null, leaseUntil: null, error: null })
    .where(and(eq(outbox.id, id), eq(outbox.lease, token)));
}

/** @param counted false when the platform took nothing and only asked us to wait: that uses up no attempt. */
export async function messageFailed(
  tx: Tx,
  id: number,
  token: string,
  error: string,
  nextAt: Date,
  counted: boolean,
): Promise<void> {
  await tx.orm
    .update(outbox)
    .set({
      error,
      nextAt,
      lease: null,
      leaseUntil: null,
      ...(counted ? {} : { attempts: sql`${outbox.attempts} - 1` }),
    })
    .where(and(eq(outbox.id, id), eq(outbox.lease, token)));
}

export async function messageDead(tx: Tx, id: number, token: string, error: string): Promise<boolean> {
  const rows = await tx.orm
    .update(outbox)
    .set({ state: 'dead', error, lease: null, leaseUntil: null })
    .where(and(eq(outbox.id, id), eq(outbox.lease, token)))
    .returning({ id: outbox.id });
  return rows.length > 0;
}

/** Nobody is sending any message any more. */
export async function releaseMessages(tx: Tx): Promise<void> {
  await tx.orm.update(outbox).set({ lease: null, leaseUntil: null }).where(isNotNull(outbox.lease));
}

/** Until when a destination asked us to wait, if it did. */
export async function pausedUntil(reader: Reader, destination: string, now: Date): Promise<Date | undefined> {
  const [row] = await reader.orm
    .select({ until: destinationPause.until })
    .from(destinationPause)
    .where(
      and(
        eq(destinationPause.destination, destination),
        sql`${destinationPause.until} > ${now.toISOString()}`,
      ),
    );
  return row?.until;
}

/**
 * When the next thing for this destination is due, whether or not that is in the past.
 * @param turns when cards may be edited; absent: at any time
 */
export async function nextDue(reader: Reader, destination: string, turns?: Turns): Promise<Date | undefined> {
  const { any, urgent } = turns ?? { any: LONG_AGO, urgent: LONG_AGO };
  const rows = (await reader.orm.execute(sql`
    select min(greatest(next_at, coalesce(lease_until, next_at), turn)) as at from (
      select next_at, lease_until,
        case when message is null and attempts = 0 then next_at
          when urgent then ${urgent.toISOString()}::timestamptz else ${any.toISOString()}::timestamptz end as turn
        from card where destination = ${destination} and sent_rev < desired_rev
        and (audience = '' or message is not null)
      union all
      select next_at, lease_until, next_at as turn from outbox o where destination = ${destination} and state = 'pending'
        and (card_id is null or exists (select 1 from card c where c.id = o.card_id and c.message is not null))
    ) waiting`)) as unknown as { at: string | Date | null }[];
  const at = rows[0]?.at;
  return at === null || at === undefined ? undefined : new Date(at);
}

/** Destinations that have something to send now. */
export async function dueDestinations(reader: Reader, now: Date): Promise<readonly string[]> {
  const at = now.toISOString();
  const rows = (await reader.orm.execute(sql`
    select destination from card where sent_rev < desired_rev and next_at <= ${at}
      and (audience = '' or message is not null)
    union
    select destination from outbox where state = 'pending' and next_at <= ${at}`)) as unknown as {
    destination: string;
  }[];
  return rows.map((row) => row.destination);
}

export async function deleteSentBefore(tx: Tx, before: Date): Promise<void> {
  await tx.orm.delete(outbox).where(and(eq(outbox.state, 'sent'), lt(outbox.nextAt, before)));
  await tx.orm.delete(card).where(and(sql`${card.audience} <> ''`, lt(card.nextAt, before)));
}
