import { eq, lt } from 'drizzle-orm';
import type { Reader, Tx } from '../../store/database.ts';
import { inboundDelivery } from './table.ts';

/** Notes a delivery, with one statement when it is new. Undefined when it is new; otherwise whether its first coming was finished. */
export async function noteDelivery(
  reader: Reader,
  id: string,
  now: Date,
): Promise<{ readonly finished: boolean } | undefined> {
  const added = await reader.run(
    'insert into inbound_delivery (id, received_at) values ($1, $2) on conflict do nothing returning id',
    [id, now.toISOString()],
  );
  if (added.length > 0) return undefined;
  const [row] = await reader.orm.select().from(inboundDelivery).where(eq(inboundDelivery.id, id));
  return { finished: row?.finishedAt != null };
}

export async function finishDelivery(reader: Reader, id: string, now: Date): Promise<void> {
  await reader.run('update inbound_delivery set finished_at = $2 where id = $1', [id, now.toISOString()]);
}

export async function forgetDeliveriesBefore(tx: Tx, before: Date): Promise<void> {
  await tx.orm.delete(inboundDelivery).where(lt(inboundDelivery.receivedAt, before));
}
