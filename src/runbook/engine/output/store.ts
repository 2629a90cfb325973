import { sql } from 'drizzle-orm';
import type { Reader, Tx } from '../../../store/database.ts';
import { prepare, slot } from '../../../store/prepare.ts';
import { rowsOf } from '../../../store/rows.ts';
import type { Lease } from '../../run/run.ts';
import { leftOut } from './left-out.ts';
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

/** What is read of a run that printed much: half of it from the beginning, half from the end. */
const WHOLE_BYTES = 4 * 1024 * 1024;

// Which rows are wanted is found by their lengths, which are known without reading a text.
const readingOutput = prepare<{ readonly text: string; readonly missing: string | number }>(sql`
  with printed as (
    select id, octet_length(text) as bytes, sum(octet_length(text)) over (order by id) as so_far,
      sum(octet_length(text)) over () as total
    from run_output where run_id = ${slot('run')}),
  wanted as (
    select id, so_far - bytes - coalesce(lag(so_far) over (order by id), 0) as missing
    from printed where so_far - bytes < ${slot('half')}::bigint or total - so_far < ${slot('half')}::bigint)
  select text, missing from wanted join run_output using (id) order by id`);

/**
 * What a run's steps printed, in order. Of more than `most` bytes the middle is left out, as is marked in it; whole rows are
 * read, so it may be some more.
 */
export async function readOutput(reader: Reader, runId: string, most = WHOLE_BYTES): Promise<string> {
  const rows = await readingOutput(reader, { run: runId, half: Math.ceil(most / 2) });
  return rows
    .flatMap(({ text, missing }) =>
      Number(missing) === 0 ? [text] : [leftOut(Number(missing), 'bytes'), text],
    )
    .join('');
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

/** So many rows are looked through for an end: a program may print a character at a time to either stream. */
const END_ROWS = 1_000;

// What the way down or a later step prints must not push what the failed one printed off the card. Each step's rows are
// walked from their end, and the lengths in bytes, which are known without reading a text, say which of them are read.
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
  ends as (
    select step.run_id, stops.position as stopped, stops.position is null or stops.position = step.position as mine,
      printed.id, printed.text, printed.bytes
    from step_run step left join stops on stops.run_id = step.run_id
    cross join lateral (
      select id, text, octet_length(text) as bytes from run_output o
      where o.run_id = step.run_id and o.position = step.position order by id desc limit ${slot('rows')}::int + 1) printed
    where step.run_id = any(array(select run_id from asked))),
  walked as (
    select run_id, stopped, mine, id, text,
      sum(bytes) over newest_first - bytes < ${slot('characters')}::int * 4
        and row_number() over newest_first <= ${slot('rows')}::int as near
    from ends window newest_first as (partition by run_id, mine order by id desc))
  select run_id, stopped, mine,
    right(string_agg(text, '' order by id) filter (where near), ${slot('characters')}::int) as tail,
    bool_or(not near) or sum(length(text)) filter (where near) > ${slot('characters')}::int as more
  from walked group by run_id, stopped, mine`);

/** By run; one that printed nothing is absent. @param characters of each of both parts */
export async function readTails(
  reader: Reader,
  runIds: readonly string[],
  characters: number,
): Promise<ReadonlyMap<string, Tail>> {
  const rows = await readingTails(reader, { ids: JSON.stringify(runIds), characters, rows: END_ROWS });
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
