import { sql } from 'drizzle-orm';
import type { Reader, Tx } from '../../../store/database.ts';
import type { Lease } from '../../run/run.ts';
import type { OutputChunk } from './recorder.ts';

/** Appends what a step printed, unless the lease was lost. @returns false when it was. */
export async function insertOutput(
  tx: Tx,
  at: { readonly runId: string; readonly position: number; readonly attempt: number; readonly now: Date },
  lease: Lease,
  chunks: readonly OutputChunk[],
): Promise<boolean> {
  const inserted = await tx.orm.execute(sql`
    with held as (
      select id from run
      where id = ${at.runId} and lease_owner = ${lease.owner} and lease_epoch = ${lease.epoch} for share)
    insert into run_output (run_id, position, attempt, stream, text, at)
    select held.id, ${at.position}::int, ${at.attempt}::int, chunk.value ->> 'stream', chunk.value ->> 'text',
      ${at.now.toISOString()}::timestamptz
    from held, jsonb_array_elements(${JSON.stringify(chunks)}::text::jsonb) with ordinality chunk(value, nr)
    order by chunk.nr
    returning id`);
  return (inserted as unknown as unknown[]).length > 0;
}

export interface OutputLine {
  /** Grows with time; pass the last one as `after` to read on. */
  readonly id: number;
  readonly position: number;
  readonly attempt: number;
  readonly stream: 'out' | 'err';
  readonly text: string;
}

/** What a run's steps printed, in order. */
export async function readOutput(
  reader: Reader,
  runId: string,
  { position, after = 0 }: { readonly position?: number; readonly after?: number } = {},
): Promise<readonly OutputLine[]> {
  const only = position === undefined ? sql`true` : sql`position = ${position}`;
  const found = await reader.orm.execute(sql`
    select id, position, attempt, stream, text from run_output
    where run_id = ${runId} and id > ${after} and ${only} order by id`);
  return (found as unknown as OutputLine[]).map((row) => ({ ...row, id: Number(row.id) }));
}

/** The end of what a run printed, and whether there is more before it. */
export async function readTail(
  reader: Reader,
  runId: string,
  characters: number,
): Promise<{ readonly tail: string; readonly more: boolean }> {
  const found = await reader.orm.execute(sql`
    select coalesce(right(string_agg(text, '' order by id), ${characters}::int), '') as tail,
      coalesce(bool_or(before > 0) or sum(length(text)) > ${characters}::int, false) as more
    from (
      select id, text, sum(length(text)) over (order by id desc) - length(text) as later,
        sum(length(text)) over (order by id) - length(text) as before
      from run_output where run_id = ${runId}) printed
    where later < ${characters}::int`);
  const row = (found as unknown as { tail: string; more: boolean }[])[0];
  return { tail: row?.tail ?? '', more: row?.more === true };
}
