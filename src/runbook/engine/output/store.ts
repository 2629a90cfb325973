import { sql } from 'drizzle-orm';
import type { Reader, Tx } from '../../../store/database.ts';
import { prepare, slot } from '../../../store/prepare.ts';
import { rowsOf } from '../../../store/rows.ts';
import type { Lease } from '../../run/run.ts';
import type { OutputChunk } from './recorder.ts';

/** Appends what a step printed, unless the lease was lost. @returns false when it was. */
export async function insertOutput(
  tx: Tx,
  at: { readonly runId: string; readonly position: number; readonly attempt: number; readonly now: Date },
  lease: Lease,
  chunks: readonly OutputChunk[],
): Promise<boolean> {
  const inserted = await rowsOf<unknown>(
    tx,
    sql`
      with held as (
        select id from run
        where id = ${at.runId} and lease_owner = ${lease.owner} and lease_epoch = ${lease.epoch} for share)
      insert into run_output (run_id, position, attempt, stream, text, at)
      select held.id, ${at.position}::int, ${at.attempt}::int, chunk.value ->> 'stream', chunk.value ->> 'text',
        ${at.now.toISOString()}::timestamptz
      from held, jsonb_array_elements(${JSON.stringify(chunks)}::text::jsonb) with ordinality chunk(value, nr)
      order by chunk.nr
      returning id`,
  );
  return inserted.length > 0;
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
  const found = await rowsOf<OutputLine>(
    reader,
    sql`
      select id, position, attempt, stream, text from run_output
      where run_id = ${runId} and id > ${after} and ${only} order by id`,
  );
  return found.map((row) => ({ ...row, id: Number(row.id) }));
}

/** The end of what a run printed. */
export interface Tail {
  /** The step at which the run did not go on, where there is one: `tail` is the end of what that printed. */
  readonly of: number | null;
  readonly tail: string;
  /** The end of what its other steps printed, where there is such a step; otherwise empty: all of them are in `tail`. */
  readonly others: string;
  /** Whether there is more than both. */
  readonly more: boolean;
}

/** Of a run that printed nothing. */
export const NO_OUTPUT: Tail = { of: null, tail: '', others: '', more: false };

// What the way down or a later step prints must not push what the failed one printed off the card.
const readingTails = prepare<{
  readonly run_id: string;
  readonly stopped: number | null;
  readonly mine: boolean;
  readonly tail: string;
  readonly more: boolean;
}>(sql`
  with asked as (select jsonb_array_elements_text(${slot('ids')}::text::jsonb) as run_id),
  stops as (
    select run_id, min(position) as position from step_run
    where run_id = any(array(select run_id from asked)) and state in ('failed', 'unknown', 'cancelled') group by run_id),
  lines as (
    select o.run_id, o.id, o.text, stops.position as stopped,
      stops.position is null or stops.position = o.position as mine
    from run_output o left join stops on stops.run_id = o.run_id
    where o.run_id = any(array(select run_id from asked)))
  select run_id, stopped, mine, right(string_agg(text, '' order by id), ${slot('characters')}::int) as tail,
    min(before) > 0 or sum(length(text)) > ${slot('characters')}::int as more
  from (
    select run_id, stopped, mine, id, text,
      sum(length(text)) over (partition by run_id, mine order by id desc) - length(text) as later,
      sum(length(text)) over (partition by run_id, mine order by id) - length(text) as before
    from lines) printed
  where later < ${slot('characters')}::int
  group by run_id, stopped, mine`);

/** By run; one that printed nothing is absent. @param characters of each of both parts */
export async function readTails(
  reader: Reader,
  runIds: readonly string[],
  characters: number,
): Promise<ReadonlyMap<string, Tail>> {
  const rows = await readingTails(reader, { ids: JSON.stringify(runIds), characters });
  const tails = new Map<string, Tail>();
  for (const { run_id, stopped, mine, tail, more } of rows) {
    const known = tails.get(run_id) ?? { ...NO_OUTPUT, of: stopped };
    const part = mine ? { tail } : { others: tail };
    tails.set(run_id, { ...known, ...part, more: known.more || more });
  }
  return tails;
}

export async function readTail(reader: Reader, runId: string, characters: number): Promise<Tail> {
  return (await readTails(reader, [runId], characters)).get(runId) ?? NO_OUTPUT;
}
