import { and, asc, eq, isNotNull, isNull, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import type { Json } from '../../canonical.ts';
import { clockNow, clockOf } from '../../store/clock.ts';
import type { Reader, Tx } from '../../store/database.ts';
import { inboundDelivery } from './table.ts';

/** A delivery that was taken and is not finished. */
export interface OpenDelivery {
  readonly id: string;
  readonly kept: Json;
  /** Whether somebody has begun to work on it. */
  readonly begun: boolean;
  /** Whether it came so long ago that nobody may want it any more. */
  readonly stale: boolean;
}

/**
 * What several hosts write and compare is read from the one clock that they share, in the statement itself. A subquery,
 * so that it is read once.
 */
const NOW = '(select coalesce($2::timestamptz, clock_timestamp()))';

/** Keeps deliveries, with one statement; those that came before are left as they are. Answers those that are new. */
export async function keepDeliveries(
  reader: Reader,
  deliveries: readonly { readonly id: string; readonly kept: Json }[],
): Promise<ReadonlySet<string>> {
  const kept = (await reader.run(
    `insert into inbound_delivery (id, received_at, kept)
     select one->>'id', ${NOW}, one->'kept' from jsonb_array_elements($1::text::jsonb) one
     on conflict do nothing returning id`,
    [JSON.stringify(deliveries), clockOf(reader).given],
  )) as { id: string }[];
  return new Set(kept.map(({ id }) => id));
}

/**
 * Makes the commit of a statement wait for no disk. What is lost with the server's power is lost with all that was
 * committed after it, the work on the delivery among it.
 */
const UNHURRIED = "(select set_config('synchronous_commit', 'off', true)) unhurried";

/** Begins deliveries, with one statement, whether they were kept before or not. Answers those that nobody had begun. */
export async function beginDeliveries(reader: Reader, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const begun = (await reader.run(
    `insert into inbound_delivery (id, received_at, begun_at)
     select distinct one, ${NOW}, ${NOW} from jsonb_array_elements_text($1::text::jsonb) one, ${UNHURRIED}
     on conflict (id) do update set begun_at = excluded.begun_at where inbound_delivery.begun_at is null
     returning id`,
    [JSON.stringify(ids), clockOf(reader).given],
  )) as { id: string }[];
  return new Set(begun.map(({ id }) => id));
}

/** Finishes deliveries, with one statement; those that are finished already stay as they are. */
export async function finishDeliveries(reader: Reader, ids: readonly string[]): Promise<void> {
  await reader.run(
    `update inbound_delivery
     set begun_at = coalesce(begun_at, ${NOW}), finished_at = ${NOW}, kept = null
     from ${UNHURRIED}
     where finished_at is null and id = any(array(select jsonb_array_elements_text($1::text::jsonb)))`,
    [JSON.stringify(ids), clockOf(reader).given],
  );
}

/**
 * Beside what an adapter keeps, which reads nothing but its own: of a delivery that was given up before anybody had begun
 * with it. Being taken up to be told of is no beginning, also for whoever tells of it when the first could not.
 */
const GIVEN_UP = '{"givenUp": true}';

/**
 * Takes up what somebody may have begun at least `begunMs` ago, so that one process alone tells of it.
 * @returns whether it is ours now; it is taken up again after the same span, unless it is finished before.
 */
export async function takeUpDelivery(reader: Reader, id: string, begunMs: number): Promise<boolean> {
  const taken = await reader.run(
    `update inbound_delivery set begun_at = ${NOW},
       kept = case when begun_at is null then kept || '${GIVEN_UP}' else kept end
     where id = $1 and finished_at is null and (begun_at is null or begun_at <= ${NOW} - $3::float8 * interval '1 ms')
     returning id`,
    [id, clockOf(reader).given, begunMs],
  );
  return taken.length > 0;
}

export async function isFinished(reader: Reader, id: string): Promise<boolean> {
  const [row] = await reader.orm.select().from(inboundDelivery).where(eq(inboundDelivery.id, id));
  return row?.finishedAt != null;
}

/** Which open deliveries are looked for; all spans in milliseconds. */
export interface Wanted {
  readonly platform: string;
  /** Those that came before this moment of the database's clock, or at least so many ms ago. */
  readonly came: Date | number;
  /** Those that nobody has begun, or began at least so long ago. */
  readonly begunMs: number;
  /** What came at least so long ago is stale. */
  readonly staleMs: number;
}

/** Deliveries of one platform that are kept and not finished, oldest first. */
export async function openDeliveries(
  reader: Reader,
  { platform, came, begunMs, staleMs }: Wanted,
  limit: number,
): Promise<readonly OpenDelivery[]> {
  const { id, kept, receivedAt, begunAt, finishedAt } = inboundDelivery;
  const ago = (ms: number): SQL => sql`${clockNow(reader)} - ${ms}::float8 * interval '1 ms'`;
  const givenUp = sql`${kept} @> ${GIVEN_UP}::jsonb`;
  const rows = await reader.orm
    .select({
      id,
      kept,
      begun: sql<boolean>`${begunAt} is not null and not ${givenUp}`,
      stale: sql<boolean>`${receivedAt} <= ${ago(staleMs)} or ${givenUp}`,
    })
    .from(inboundDelivery)
    .where(
      and(
        isNull(finishedAt),
        isNotNull(kept),
        sql`starts_with(${id}, ${`${platform}/`})`,
        typeof came === 'number' ? sql`${receivedAt} <= ${ago(came)}` : lt(receivedAt, came),
        or(isNull(begunAt), lte(begunAt, ago(begunMs))),
      ),
    )
    .orderBy(asc(receivedAt))
    .limit(limit);
  return rows.map((row) => ({ ...row, kept: row.kept as Json }));
}

export async function forgetDeliveriesBefore(tx: Tx, before: Date): Promise<void> {
  await tx.orm.delete(inboundDelivery).where(lt(inboundDelivery.receivedAt, before));
}
