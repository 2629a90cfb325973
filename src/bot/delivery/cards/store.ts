import { and, eq, isNotNull, isNull, lte, ne, or, type SQL, sql } from 'drizzle-orm';
import type { Card } from '../../../chat/card.ts';
import type { MessageRef, Place } from '../../../chat/inbound.ts';
import type { Reader, Tx } from '../../../store/database.ts';
import { destinationOf } from '../destination.ts';
import { destinationPause, outbox } from '../outbox/table.ts';
import { card } from './table.ts';

export interface CardRow {
  readonly id: number;
  readonly subject: string;
  readonly destination: string;
  readonly audience: string;
  readonly place: Place;
  readonly desired: Card;
  readonly desiredRev: number;
  readonly message: string | null;
  readonly generation: number;
  readonly attempts: number;
  readonly sentRev: number;
  /** What went wrong with the last attempt; null after one that went well. */
  readonly error: string | null;
  /** Destinations that did not take it, since one last did. */
  readonly refusedBy: readonly string[];
}

type Selected = typeof card.$inferSelect;

/** The row of a thing's card in one channel, made when it is missing; it shows nothing yet. */
export async function openCard(
  tx: Tx,
  subject: string,
  place: Place,
  audience: string,
  now: Date,
): Promise<CardRow> {
  const destination = destinationOf(place);
  await tx.orm
    .insert(card)
    .values({ subject, destination, audience, place, desired: {}, digest: '', desiredRev: 0, nextAt: now })
    .onConflictDoNothing();
  const [row] = await tx.orm
    .select()
    .from(card)
    .where(and(eq(card.subject, subject), eq(card.destination, destination), eq(card.audience, audience)));
  if (row === undefined) throw new Error(`no card for ${subject} in ${destination}`);
  return cardRow(row);
}

/** Says what a card should show. False when it already does. */
export async function setDesired(
  tx: Tx,
  id: number,
  desired: Card,
  digest: string,
  urgent: boolean,
): Promise<boolean> {
  const changed = await tx.orm
    .update(card)
    .set({ desired, digest, urgent, desiredRev: sql`${card.desiredRev} + 1` })
    .where(and(eq(card.id, id), ne(card.digest, digest)))
    .returning({ id: card.id });
  return changed.length > 0;
}

/** Serializes those who draw one thing, so that an older picture never replaces a newer one. */
export async function lockSubject(tx: Tx, subject: string): Promise<void> {
  await tx.orm.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`card/${subject}`}, 0))`);
}

/** Notes the message that shows revision `rev`: an answer that was given directly. */
export async function adoptMessage(tx: Tx, id: number, rev: number, ref: MessageRef): Promise<void> {
  const place = { platform: ref.platform, workspace: ref.workspace, channel: ref.channel };
  await tx.orm
    .update(card)
    .set({ message: ref.message, sentRev: rev, place, destination: destinationOf(ref) })
    .where(eq(card.id, id));
}

export async function cardsOf(reader: Reader, subject: string): Promise<readonly CardRow[]> {
  const rows = await reader.orm.select().from(card).where(eq(card.subject, subject)).orderBy(card.id);
  return rows.map(cardRow);
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

function within(allowed: Allowed): SQL | undefined {
  if (allowed === 'all') return undefined;
  const firstPost = and(isNull(card.message), eq(card.attempts, 0));
  return allowed === 'no edits' ? firstPost : or(firstPost, eq(card.urgent, true));
}

/** Whether the attempt for which a card was taken edits its message; what a failed post may have left is edited, too. */
export function isEdit({ message, attempts }: CardRow): boolean {
  return message !== null || attempts > 1;
}

/** The platform shows revision `rev` now. False when the lease was lost: somebody else will tell it again. */
export async function cardSent(
  tx: Tx,
  id: number,
  token: string,
  rev: number,
  message: string,
  nextAt: Date,
): Promise<boolean> {
  const rows = await tx.orm
    .update(card)
    .set({
      sentRev: rev,
      message,
      nextAt,
      attempts: 0,
      lease: null,
      leaseUntil: null,
      error: null,
      refusedBy: [],
    })
    .where(and(eq(card.id, id), eq(card.lease, token)))
    .returning({ id: card.id });
  return rows.length > 0;
}

export async function cardFailed(
  tx: Tx,
  id: number,
  token: string,
  error: string,
  nextAt: Date,
): Promise<void> {
  await tx.orm
    .update(card)
    .set({ error, nextAt, lease: null, leaseUntil: null })
    .where(and(eq(card.id, id), eq(card.lease, token)));
}

/** Nobody is sending any card any more. */
export async function releaseCards(tx: Tx): Promise<void> {
  await tx.orm.update(card).set({ lease: null, leaseUntil: null }).where(isNotNull(card.lease));
}

/** Somebody deleted the message: the next attempt posts a new one. */
export async function cardGone(tx: Tx, id: number, now: Date): Promise<void> {
  await tx.orm
    .update(card)
    .set({
      message: null,
      generation: sql`${card.generation} + 1`,
      sentRev: 0,
      attempts: 0,
      nextAt: now,
      lease: null,
      leaseUntil: null,
    })
    .where(eq(card.id, id));
}

/** Nobody can be shown this revision any more (a quiet answer that vanished, or no channel left to try). */
export async function abandonCard(tx: Tx, id: number, error: string): Promise<void> {
  await tx.orm
    .update(card)
    .set({ sentRev: sql`${card.desiredRev}`, error, lease: null, leaseUntil: null })
    .where(eq(card.id, id));
}

/**
 * Continues a card in another channel, its thread included. False when the thing already has one there.
 * @param refusedBy destinations that did not take it
 */
export async function moveCard(
  tx: Tx,
  id: number,
  place: Place,
  refusedBy: readonly string[],
  now: Date,
): Promise<boolean> {
  const destination = destinationOf(place);
  const taken = await tx.orm
    .select({ id: card.id })
    .from(card)
    .where(
      and(
        eq(card.destination, destination),
        sql`(${card.subject}, ${card.audience}) = (select subject, audience from card where id = ${id})`,
      ),
    );
  if (taken.length > 0) return false;
  await tx.orm.update(card).set({ destination, place, refusedBy }).where(eq(card.id, id));
  await tx.orm
    .update(outbox)
    .set({ destination })
    .where(and(eq(outbox.cardId, id), eq(outbox.state, 'pending')));
  await cardGone(tx, id, now);
  return true;
}

export async function pauseDestination(tx: Tx, destination: string, until: Date): Promise<void> {
  await tx.orm
    .insert(destinationPause)
    .values({ destination, until })
    .onConflictDoUpdate({
      target: destinationPause.destination,
      set: { until: sql`greatest(${destinationPause.until}, excluded.until)` },
    });
}

function cardRow(row: Selected): CardRow {
  return { ...row, place: row.place as Place, desired: row.desired as Card };
}
