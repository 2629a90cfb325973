import { and, asc, eq, isNotNull, isNull, lt } from 'drizzle-orm';
import type { Json } from '../../canonical.ts';
import type { Reader, Tx } from '../../store/database.ts';
import { inboundDelivery } from './table.ts';

/** A delivery that was taken and is not finished. */
export interface OpenDelivery {
  readonly id: string;
  readonly kept: Json;
  readonly receivedAt: Date;
  readonly begunAt: Date | null;
}

/** Keeps deliveries, with one statement; those that came before are left as they are. Answers those that are new. */
export async function keepDeliveries(
  reader: Reader,
  deliveries: readonly { readonly id: string; readonly kept: Json }[],
  now: Date,
): Promise<ReadonlySet<string>> {
  const kept = (await reader.run(
    `insert into inbound_delivery (id, received_at, kept)
     select one->>'id', $2::timestamptz, one->'kept' from jsonb_array_elements($1::text::jsonb) one
     on conflict do nothing returning id`,
    [JSON.stringify(deliveries), now.toISOString()],
  )) as { id: string }[];
  return new Set(kept.map(({ id }) => id));
}

/**
 * Makes the commit of a statement wait for no disk. What is lost with the server's power is lost with all that was
 * committed after it, the work on the delivery among it.
 */
const UNHURRIED = "(select set_config('synchronous_commit', 'off', true)) unhurried";

/** Begins deliveries, with one statement, whether they were kept before or not. Answers those that nobody had begun. */
export async function beginDeliveries(
  reader: Reader,
  ids: readonly string[],
  now: Date,
): Promise<ReadonlySet<string>> {
  const begun = (await reader.run(
    `insert into inbound_delivery (id, received_at, begun_at)
     select distinct one, $2::timestamptz, $2::timestamptz from jsonb_array_elements_text($1::text::jsonb) one, ${UNHURRIED}
     on conflict (id) do update set begun_at = excluded.begun_at where inbound_delivery.begun_at is null
     returning id`,
    [JSON.stringify(ids), now.toISOString()],
  )) as { id: string }[];
  return new Set(begun.map(({ id }) => id));
}

/** Finishes deliveries, with one statement. Answers those that were not finished before. */
export async function finishDeliveries(
  reader: Reader,
  ids: readonly string[],
  now: Date,
): Promise<ReadonlySet<string>> {
  const finished = (await reader.run(
    `update inbound_delivery
     set begun_at = coalesce(begun_at, $2::timestamptz), finished_at = $2::timestamptz, kept = null
     from ${UNHURRIED}
     where finished_at is null and id in (select jsonb_array_elements_text($1::text::jsonb)) returning id`,
    [JSON.stringify(ids), now.toISOString()],
  )) as { id: string }[];
  return new Set(finished.map(({ id }) => id));
}

export async function isFinished(reader: Reader, id: string): Promise<boolean> {
  const [row] = await reader.orm.select().from(inboundDelivery).where(eq(inboundDelivery.id, id));
  return row?.finishedAt != null;
}

/** Deliveries that were kept before this moment and are not finished, oldest first. */
export async function openDeliveries(
  reader: Reader,
  before: Date,
  limit: number,
): Promise<readonly OpenDelivery[]> {
  const rows = await reader.orm
    .select()
    .from(inboundDelivery)
    .where(
      and(
        isNull(inboundDelivery.finishedAt),
        isNotNull(inboundDelivery.kept),
        lt(inboundDelivery.receivedAt, before),
      ),
    )
    .orderBy(asc(inboundDelivery.receivedAt))
    .limit(limit);
  return rows.map(({ id, kept, receivedAt, begunAt }) => ({ id, kept: kept as Json, receivedAt, begunAt }));
}

export async function forgetDeliveriesBefore(tx: Tx, before: Date): Promise<void> {
  await tx.orm.delete(inboundDelivery).where(lt(inboundDelivery.receivedAt, before));
}
