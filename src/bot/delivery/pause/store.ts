import { sql } from 'drizzle-orm';
import type { Reader, Tx } from '../../../store/database.ts';
import { prepare, slot } from '../../../store/prepare.ts';
import { destinationPause } from '../outbox/table.ts';
import { KINDS, type SendingKind, scopesOf } from './pause.ts';

/** The time, and until when which kinds of sending to a destination have to wait; those that need not are not in it. */
export interface Rest {
  readonly now: Date;
  readonly paused: ReadonlyMap<SendingKind, Date>;
}

const reading = prepare<{ readonly now: string | Date; readonly pauses: unknown }>(sql`
  select clock_timestamp() as now, (select jsonb_object_agg(destination, until) from destination_pause
    where destination = any(array(select jsonb_array_elements_text(${slot('scopes')}::text::jsonb)))) as pauses`);

export async function restOf(reader: Reader, destination: string): Promise<Rest> {
  const scopes = KINDS.map((kind) => [kind, scopesOf(destination, kind)] as const);
  const [row] = await reading(reader, { scopes: JSON.stringify(scopes.flatMap(([, names]) => names)) });
  if (row === undefined) throw new Error('the database gave no time');
  const now = reader.instant(row.now);
  const pauses = (typeof row.pauses === 'string' ? JSON.parse(row.pauses) : (row.pauses ?? {})) as Readonly<
    Record<string, string>
  >;
  const paused = scopes.flatMap(([kind, names]) => {
    const until = Math.max(0, ...names.map((name) => Date.parse(pauses[name] ?? '') || 0));
    return until > now.getTime() ? [[kind, new Date(until)] as const] : [];
  });
  return { now, paused: new Map(paused) };
}

/** @param scope see `scopeOf` */
export async function pause(tx: Tx, scope: string, until: Date): Promise<void> {
  await tx.orm
    .insert(destinationPause)
    .values({ destination: scope, until })
    .onConflictDoUpdate({
      target: destinationPause.destination,
      set: { until: sql`greatest(${destinationPause.until}, excluded.until)` },
    });
}
