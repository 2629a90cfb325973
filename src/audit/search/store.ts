import { type SQL, sql } from 'drizzle-orm';
import type { Reader } from '../../store/database.ts';
import { rowsOf } from '../../store/rows.ts';
import { SHARED_CHAINS } from '../shared.ts';
import { actorIn, systemIn } from './expressions.ts';

interface OfSystem {
  readonly system: string;
  readonly chains: readonly string[];
}

export interface EntryFilter {
  /** Who caused them, as `principal/ana`; absent: anybody. */
  readonly actors?: readonly string[];
  /** Of one system: its things, and what the shared chains have of it; absent: any. */
  readonly things?: OfSystem;
  readonly since?: Date;
  readonly until?: Date;
  /** Only those that come after the one with this id, the newest first. */
  readonly before?: number;
}

export interface FoundEntry {
  readonly id: number;
  readonly chain: string;
  readonly body: string;
  /** Body of the first entry of the same chain; null where that is gone. */
  readonly beginning: string | null;
  /** Of which system the chain is, or in a shared one the entry; null where it is of none. */
  readonly system: string | null;
}

/** The newest entries that fit, the newest first: of all things, or of some people, in the order of an index. */
export async function findEntries(
  reader: Reader,
  filter: EntryFilter,
  limit: number,
): Promise<readonly FoundEntry[]> {
  const rows = await rowsOf<Omit<FoundEntry, 'id'> & { readonly id: string | number }>(
    reader,
    entriesThat(filter, limit),
  );
  return rows.map((row) => ({ ...row, id: Number(row.id) }));
}

/** The statement of {@link findEntries}. */
export function entriesThat(filter: EntryFilter, limit: number): SQL {
  const system = sql`case when ${isShared('e')} then ${sql.raw(systemIn('e.body'))} else ${sql.raw(systemIn('f.body'))} end`;
  return sql`select e.id, e.chain, e.body, f.body as beginning, ${system} as system
    from (${newest(filter, limit)}) e
    left join audit_entry f on f.chain = e.chain and f.seq = 1
    order by e.at desc, e.id desc`;
}

/** Things of a system, no more than `limit`. */
export async function chainsOf(reader: Reader, system: string, limit: number): Promise<readonly string[]> {
  const rows = await rowsOf<Pick<FoundEntry, 'chain'>>(reader, thingsOf(system, limit));
  return rows.map(({ chain }) => chain);
}

/**
 * The statement of {@link chainsOf}. It is a range of one value: only so does the planner take it from the index, whatever it
 * believes of how many there are. What it takes for frequent it would look for among all, and not find.
 */
export function thingsOf(system: string, limit: number): SQL {
  const its = sql.raw(systemIn('n.body'));
  return sql`select n.chain from audit_entry n where n.seq = 1 and ${its} >= ${system} and ${its} <= ${system} and not ${isShared('n')}
    order by ${its}, n.chain limit ${limit}`;
}

function isShared(table: string): SQL {
  return sql`${sql.raw(table)}.chain in (${listOf(SHARED_CHAINS)})`;
}

function newest({ actors, things, ...span }: EntryFilter, limit: number): SQL {
  if (things !== undefined) return newestOfThings(things, [...byAnyOf(actors), ...within(span)], limit);
  if (actors !== undefined) return newestOfActors(actors, span, limit);
  return sql`select n.id, n.chain, n.body, n.at from audit_entry n
    where ${allOf(within(span))} order by n.at desc, n.id desc limit ${limit}`;
}

/** Each one's newest are read by themselves, as a range of the index, for the same reason as in {@link thingsOf}. */
function newestOfActors(actors: readonly string[], { since, until, before }: Span, limit: number): SQL {
  const place = sql`(${sql.raw(actorIn('n.body'))}, n.at, n.id)`;
  const from = sql`${place} >= (actor, ${since?.toISOString() ?? '-infinity'}::timestamptz, 0)`;
  const to = sql`${place} <= (actor, ${until?.toISOString() ?? 'infinity'}::timestamptz, ${LAST}::bigint)`;
  const rest = before === undefined ? [] : [sql`${place} < (actor, ${timeOf(before)}, ${before}::bigint)`];
  return sql`select one.* from (${listOf(actors)}) as actors(actor) cross join lateral (
      select n.id, n.chain, n.body, n.at from audit_entry n where ${allOf([from, to, ...rest])}
      order by ${sql.raw(actorIn('n.body'))} desc, n.at desc, n.id desc limit ${limit}) one
    order by one.at desc, one.id desc limit ${limit}`;
}

/** No id is greater. */
const LAST = '9223372036854775807';

/** All entries of the things are put in order: to look for them among those of all could take the whole log. */
function newestOfThings({ system, chains }: OfSystem, conditions: readonly SQL[], limit: number): SQL {
  return sql`with own as materialized (
      select n.id, n.at from audit_entry n where n.chain = any(array(${listOf(chains)})) and ${allOf(conditions)}
      union all select n.id, n.at from audit_entry n where n.chain = any(array(${listOf(SHARED_CHAINS)}))
        and ${sql.raw(systemIn('n.body'))} = ${system} and ${allOf(conditions)})
    select n.id, n.chain, n.body, n.at from (select id from own order by at desc, id desc limit ${limit}) o
    join audit_entry n on n.id = o.id`;
}

function byAnyOf(actors: readonly string[] | undefined): readonly SQL[] {
  return actors === undefined ? [] : [sql`${sql.raw(actorIn('n.body'))} in (${listOf(actors)})`];
}

type Span = Pick<EntryFilter, 'since' | 'until' | 'before'>;

function within({ since, until, before }: Span): readonly SQL[] {
  return [
    ...(since === undefined ? [] : [sql`n.at >= ${since.toISOString()}::timestamptz`]),
    ...(until === undefined ? [] : [sql`n.at <= ${until.toISOString()}::timestamptz`]),
    ...(before === undefined ? [] : [sql`(n.at, n.id) < (${timeOf(before)}, ${before}::bigint)`]),
  ];
}

function timeOf(id: number): SQL {
  return sql`(select b.at from audit_entry b where b.id = ${id}::bigint)`;
}

function allOf(conditions: readonly SQL[]): SQL {
  return sql.join([sql`true`, ...conditions], sql` and `);
}

function listOf(texts: readonly string[]): SQL {
  return sql`select jsonb_array_elements_text(${JSON.stringify(texts)}::text::jsonb)`;
}
