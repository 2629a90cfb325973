import { eq, lt } from 'drizzle-orm';
import type { Tx } from '../../store/database.ts';
import { inboundDelivery } from './table.ts';

/** Notes a delivery. Undefined when it is new; otherwise whether its first coming was finished. */
export async function noteDelivery(
  tx: Tx,
  id: string,
  now: Date,
): Promise<{ readonly finished: boolean } | undefined> {
  const added = await tx.orm
    .insert(inboundDelivery)
    .values({ id, receivedAt: now })
    .onConflictDoNothing()
    .returning({ id: inboundDelivery.id });
  if (added.length > 0) return undefined;
  const [row] = await tx.orm.select().from(inboundDelivery).where(eq(inboundDelivery.id, id));
  return { finished: row?.finishedAt != null };
}

export async function finishDelivery(tx: Tx, id: string, now: Date): Promise<void> {
  await tx.orm.update(inboundDelivery).set({ finishedAt: now }).where(eq(inboundDelivery.id, id));
}

export async function forgetDeliveriesBefore(tx: Tx, before: Date): Promise<void> {
  await tx.orm.delete(inboundDelivery).where(lt(inboundDelivery.receivedAt, before));
}
