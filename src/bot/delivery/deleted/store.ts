import { and, eq, inArray, isNotNull, lte, type SQL, sql } from 'drizzle-orm';
import type { Place } from '../../../chat/inbound.ts';
import type { Tx } from '../../../store/database.ts';
import { card } from '../cards/table.ts';

/** A card whose message is looked for. */
export interface LookedFor {
  readonly id: number;
  readonly destination: string;
  readonly place: Place;
  readonly message: string;
}

/**
 * Has cards sent again that people wait for. The platform's answer to the edit decides: a message that was deleted is
 * posted anew, one that stands is only drawn once more.
 * @returns the destinations that have something to send.
 */
async function sendAgain(tx: Tx, which: SQL | undefined, now: Date): Promise<readonly string[]> {
  const rows = await tx.orm
    .update(card)
    .set({ sentRev: sql`least(${card.sentRev}, ${card.desiredRev} - 1)`, nextAt: now })
    .where(and(isNotNull(card.lookAt), isNotNull(card.message), which))
    .returning({ destination: card.destination });
  return [...new Set(rows.map(({ destination }) => destination))];
}

/** @param messages absent: all of the destination */
export function sendAgainIn(
  tx: Tx,
  destination: string,
  messages: readonly string[] | undefined,
  now: Date,
): Promise<readonly string[]> {
  const these = messages === undefined ? undefined : inArray(card.message, [...messages]);
  return sendAgain(tx, and(eq(card.destination, destination), these), now);
}

/** Takes cards that are to be looked for, the longest unseen first; nobody else looks for them before `until`. */
export async function takeLooks(
  tx: Tx,
  limit: number,
  now: Date,
  until: Date,
): Promise<readonly LookedFor[]> {
  const due = tx.orm
    .select({ id: card.id })
    .from(card)
    .where(lte(card.lookAt, now))
    .orderBy(card.lookAt)
    .limit(limit)
    .for('update', { skipLocked: true });
  const rows = await tx.orm
    .update(card)
    .set({ lookAt: until })
    .where(inArray(card.id, due))
    .returning({ id: card.id, destination: card.destination, place: card.place, message: card.message });
  return rows.flatMap(({ message, place, ...row }) =>
    message === null ? [] : [{ ...row, place: place as Place, message }],
  );
}

/** They were not looked at: the next look begins with them. */
export async function lookSooner(tx: Tx, ids: readonly number[], at: Date): Promise<void> {
  await tx.orm
    .update(card)
    .set({ lookAt: at })
    .where(and(inArray(card.id, [...ids]), isNotNull(card.lookAt)));
}
