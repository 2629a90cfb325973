import { type SQL, sql } from 'drizzle-orm';
import { beganIn, doneIn, mayBeChange, systemIn } from '../audit/search/expressions.ts';
import type { Reader } from '../store/database.ts';
import { rowsOf } from '../store/rows.ts';
import type { ChangeQuery } from './change.ts';

/** An entry as its row has it. */
export interface WrittenRow {
  readonly previous: string;
  readonly body: string;
  readonly hash: string;
  readonly mac: string | null;
}

/** An entry that may tell of a change, with the first of its chain. */
export interface ToldRow {
  readonly id: number;
  readonly chain: string;
  /** When it was done, as the log writes times. */
  readonly done: string;
  readonly at: Date;
  readonly entry: WrittenRow;
  /** Null where it is gone. */
  readonly first: WrittenRow | null;
}

const SYSTEM = sql.raw(systemIn('n.body'));
const DONE = sql.raw(doneIn('n.body'));
const BEGAN = sql.raw(beganIn('n.body'));
const TOLD = sql.raw(mayBeChange('n'));
/** No id is greater, and no time that the log writes. */
const LAST = { done: '~', id: '9223372036854775807' };

/**
 * Entries that may tell of a change, the newest first by when it was done: ends of runs, and what somebody wrote down. Both are read in the
 * order of an index that has nothing else. Ends that an older version wrote do not name their system: those of all come.
 */
export async function toldEntries(
  reader: Reader,
  query: ChangeQuery,
  limit: number,
): Promise<readonly ToldRow[]> {
  return rowsFrom(reader, newestTold(query, limit));
}

/** The statement of {@link toldEntries} that finds them, by id and time. */
export function newestTold({ system, since, until, before }: ChangeQuery, limit: number): SQL {
  const from = sql`${since?.toISOString() ?? ''}`;
  const to = sql`${before?.done ?? LAST.done}, ${before?.id ?? LAST.id}::bigint`;
  const begun = until === undefined ? sql`true` : sql`${BEGAN} <= ${until.toISOString()}`;
  const ofAll = (condition: SQL): SQL => sql`(select n.id, ${DONE} as done from audit_entry n
    where ${TOLD} and ${condition} and ${begun} and (${DONE}, n.id) >= (${from}, 0) and (${DONE}, n.id) < (${to})
    order by ${DONE} desc, n.id desc limit ${limit})`;
  const ofOne = sql`(select n.id, ${DONE} as done from audit_entry n
    where ${TOLD} and ${begun} and (${SYSTEM}, ${DONE}, n.id) >= (${system}, ${from}, 0)
      and (${SYSTEM}, ${DONE}, n.id) < (${system}, ${to})
    order by ${SYSTEM} desc, ${DONE} desc, n.id desc limit ${limit})`;
  const found =
    system === undefined ? ofAll(sql`true`) : sql`${ofOne} union all ${ofAll(sql`${SYSTEM} is null`)}`;
  return sql`select b.id, b.done from (${found}) b order by b.done desc, b.id desc limit ${limit}`;
}

/** Entries that may tell of a change and do not even say when: nobody but Keyturn writes like that, and it did not. */
export async function timelessEntries(
  reader: Reader,
  { since, until }: ChangeQuery,
  limit: number,
): Promise<readonly ToldRow[]> {
  return rowsFrom(
    reader,
    sql`select n.id, ''::text as done from audit_entry n where ${TOLD} and ${DONE} is null
      ${since === undefined ? sql`` : sql`and n.at >= ${since.toISOString()}::timestamptz`}
      ${until === undefined ? sql`` : sql`and n.at <= ${until.toISOString()}::timestamptz`}
    order by n.at desc limit ${limit}`,
  );
}

interface FlatRow extends WrittenRow {
  readonly id: string | number;
  readonly chain: string;
  readonly done: string;
  readonly atMs: string | number;
  readonly firstPrevious: string | null;
  readonly firstBody: string | null;
  readonly firstHash: string | null;
  readonly firstMac: string | null;
}

async function rowsFrom(reader: Reader, found: SQL): Promise<readonly ToldRow[]> {
  const rows = await rowsOf<FlatRow>(
    reader,
    sql`select e.id, e.chain, l.done, (extract(epoch from e.at) * 1000)::bigint as "atMs", e.previous, e.body, e.hash, e.mac,
        f.previous as "firstPrevious", f.body as "firstBody", f.hash as "firstHash", f.mac as "firstMac"
      from (${found}) l
      join audit_entry e on e.id = l.id
      left join audit_entry f on f.chain = e.chain and f.seq = 1
      order by l.done desc, e.id desc`,
  );
  return rows.map(({ previous, body, hash, mac, ...row }) => ({
    ...{ id: Number(row.id), chain: row.chain, done: row.done, at: new Date(Number(row.atMs)) },
    entry: { previous, body, hash, mac },
    first: firstOf(row),
  }));
}

function firstOf({
  firstPrevious,
  firstBody,
  firstHash,
  firstMac,
}: Pick<FlatRow, 'firstPrevious' | 'firstBody' | 'firstHash' | 'firstMac'>): WrittenRow | null {
  if (firstPrevious === null || firstBody === null || firstHash === null) return null;
  return { previous: firstPrevious, body: firstBody, hash: firstHash, mac: firstMac };
}

/** The only entries of some chains that have one. */
export async function firstBodies(reader: Reader, chains: readonly string[]): Promise<readonly string[]> {
  const rows = await rowsOf<{ readonly body: string }>(
    reader,
    sql`select e.body from audit_entry e where e.seq = 1 and e.chain = any(${sql.param(chains)}::text[])`,
  );
  return rows.map(({ body }) => body);
}

/** What was planned in some runs as it stands in their rows, by their ids. Nobody vouches for it. */
export async function planTexts(
  reader: Reader,
  runs: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await rowsOf<{ readonly id: string; readonly plan: string }>(
    reader,
    sql`select r.id, r.plan from run r where r.id = any(${sql.param(runs)}::text[])`,
  );
  return new Map(rows.map(({ id, plan }) => [id, plan]));
}

/** Runs that have begun and not ended, by id, the newest first. */
export async function begunRuns(
  reader: Reader,
  { system, until }: ChangeQuery,
  limit: number,
): Promise<readonly string[]> {
  const rows = await rowsOf<{ readonly id: string }>(
    reader,
    sql`select r.id from run r where r.finished_at is null and r.started_at is not null and r.mode = 'execute'
      ${system === undefined ? sql`` : sql`and split_part(r.action, ':', 1) = ${system}`}
      ${until === undefined ? sql`` : sql`and r.started_at <= ${until.toISOString()}::timestamptz`}
    order by r.started_at desc, r.id limit ${limit}`,
  );
  return rows.map(({ id }) => id);
}
