import { and, eq, gt, isNotNull, isNull, lt, lte, not, or, type SQL, sql } from 'drizzle-orm';
import type { Place } from '../../../chat/inbound.ts';
import type { DeliveryError } from '../../../chat/port.ts';
import { clockNow } from '../../../store/clock.ts';
import type { Reader, Tx } from '../../../store/database.ts';
import { rowsOf } from '../../../store/rows.ts';
import { card } from '../cards/table.ts';
import { destinationOf } from '../destination.ts';
import type { Turns } from '../pace/pace.ts';
import type { SendingKind } from '../pause/pause.ts';
import { afterFailure, isHeld, type Lease } from '../sending/store.ts';
import type { Content, Message, OutboxRow } from './row.ts';
import { outbox } from './table.ts';

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
  paused: Paused,
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
        ...[...paused.keys()].map((kind) => not(isOfKind(kind))),
        or(isNull(outbox.leaseUntil), lte(outbox.leaseUntil, now)),
        sql`(${outbox.cardId} is null or exists
             (select 1 from card c where c.id = ${outbox.cardId} and c.message is not null))`,
        isHead('outbox'),
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

/** Nothing that is still to be sent stands before it in its queue. @param one the outbox by its name in the statement */
function isHead(one: 'outbox' | 'o'): SQL {
  const of = sql.identifier(one);
  return sql`not exists (select 1 from outbox before where before.state = 'pending' and before.queue = ${of}.queue
    and (before.lane, before.id) < (${of}.lane, ${of}.id))`;
}

type Paused = ReadonlyMap<SendingKind, Date>;

function isOfKind(kind: SendingKind): SQL {
  const thread = sql`(${outbox.content} ->> 'type' = 'thread')`;
  if (kind === 'edit') return sql`false`;
  if (kind === 'reply') return thread;
  return sql`(not ${thread} and ${kind === 'post' ? eq(outbox.attempts, 0) : gt(outbox.attempts, 0)})`;
}

export async function messageSent(tx: Tx, lease: Lease, message: string): Promise<void> {
  await tx.orm
    .update(outbox)
    .set({ state: 'sent', message, lease: null, leaseUntil: null, error: null })
    .where(isHeld(outbox, lease));
}

export async function messageFailed(tx: Tx, lease: Lease, error: DeliveryError, nextAt: Date): Promise<void> {
  await tx.orm
    .update(outbox)
    .set(afterFailure(outbox, error, nextAt))
    .where(isHeld(outbox, lease));
}

export async function messageDead(tx: Tx, lease: Lease, error: string): Promise<void> {
  await tx.orm
    .update(outbox)
    .set({ state: 'dead', error, lease: null, leaseUntil: null })
    .where(isHeld(outbox, lease));
}

/** Nobody is sending any message any more. */
export async function releaseMessages(tx: Tx): Promise<void> {
  await tx.orm.update(outbox).set({ lease: null, leaseUntil: null }).where(isNotNull(outbox.lease));
}

/**
 * When the next thing for this destination is due, whether or not that is in the past.
 * @param paused until when which kinds of sending have to wait
 * @param turns when cards may be edited; absent: at any time
 */
export async function nextDue(
  reader: Reader,
  destination: string,
  paused: Paused,
  turns?: Turns,
): Promise<Date | undefined> {
  const until = (kind: SendingKind): SQL => sql`${(paused.get(kind) ?? LONG_AGO).toISOString()}::timestamptz`;
  const { any, urgent } = turns ?? { any: LONG_AGO, urgent: LONG_AGO };
  const rows = await rowsOf<{ at: string | Date | null }>(
    reader,
    sql`
      select min(greatest(next_at, coalesce(lease_until, next_at), turn, until)) as at from (
        select next_at, lease_until,
          case when message is null and attempts = 0 then next_at
            when urgent then ${urgent.toISOString()}::timestamptz else ${any.toISOString()}::timestamptz end as turn,
          case when message is not null then ${until('edit')} when attempts = 0 then ${until('post')}
            else ${until('again')} end as until
          from card where destination = ${destination} and sent_rev < desired_rev
          and (audience = '' or message is not null)
        union all
        select next_at, lease_until, next_at as turn,
          case when content ->> 'type' = 'thread' then ${until('reply')} when attempts = 0 then ${until('post')}
            else ${until('again')} end as until
          from outbox o where destination = ${destination} and state = 'pending' and ${isHead('o')}
          and (card_id is null or exists (select 1 from card c where c.id = o.card_id and c.message is not null))
      ) waiting`,
  );
  const at = rows[0]?.at;
  return at === null || at === undefined ? undefined : new Date(at);
}

/** Destinations that have something to send now. */
export async function dueDestinations(reader: Reader): Promise<readonly string[]> {
  const at = clockNow(reader);
  const rows = await rowsOf<{
    destination: string;
  }>(
    reader,
    sql`
      select destination from card where sent_rev < desired_rev and next_at <= ${at}
        and (audience = '' or message is not null)
      union
      select destination from outbox where state = 'pending' and next_at <= ${at}`,
  );
  return rows.map((row) => row.destination);
}

/**
 * Deletes what was sent, or was one person's alone, and lies before `before`; and what could not be sent, or has waited for
 * a card that is nowhere, and lies before `given`.
 */
export async function deleteEndedBefore(tx: Tx, before: Date, given: Date): Promise<void> {
  await tx.orm.delete(card).where(and(sql`${card.audience} <> ''`, lt(card.nextAt, before)));
  await tx.orm.delete(outbox).where(
    or(
      and(eq(outbox.state, 'sent'), lt(outbox.nextAt, before)),
      and(
        lt(outbox.nextAt, given),
        or(
          eq(outbox.state, 'dead'),
          sql`${outbox.cardId} is not null and not exists
            (select 1 from card c where c.id = ${outbox.cardId} and c.message is not null)`,
        ),
      ),
    ),
  );
}
