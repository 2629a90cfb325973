import { type Placeholder, type SQL, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../store/database.ts';
import { prepare, slot } from '../store/prepare.ts';
import { rowsOf } from '../store/rows.ts';
import { authorityIn } from './authority.ts';
import { CHAIN_START, entryBody, entryHash, type NewEntry, type StoredEntry } from './entry.ts';
import { rememberEnd } from './remembered.ts';
import type { Tip } from './tip.ts';
import { remember } from './verified.ts';

export interface PlacedEntryRow extends StoredEntry {
  /** Where it stands in the tree: null while it waits, or when somebody put it there behind our back. */
  readonly leaf: { readonly index: number; readonly hash: string } | null;
}

/** An entry with its place in its chain, as it is written. */
interface Placed {
  readonly chain: string;
  readonly seq: number;
  readonly previous: string;
  readonly body: string;
  readonly hash: string;
  readonly mac: string | null;
  readonly kind: string;
  readonly at: string;
}

const insertingEntries = prepare(sql`
  insert into audit_entry (chain, seq, previous, body, hash, mac, kind, at)
  select e ->> 'chain', (e ->> 'seq')::int, e ->> 'previous', e ->> 'body', e ->> 'hash', e ->> 'mac', e ->> 'kind',
    (e ->> 'at')::timestamptz
  from json_array_elements(${slot('entries')}::text::json) with ordinality as placed (e, nr) order by nr`);

/** Before the first entry. */
export const START: Tip = { seq: 0, hash: CHAIN_START };

/** The ends of the chains that a transaction writes to; their writers are serialized until it ends. */
const tips = new WeakMap<Reader, Map<string, Promise<Tip>>>();

const selectingTip = prepare<{ readonly tip: string | null }>(sql`select ${tipOf(slot('chain'))} as tip`);

/** The end of a chain as JSON text, to be read along with the lock that serializes its writers. */
export function tipOf(chain: SQL | Placeholder | string): SQL {
  return sql`(select json_build_object('seq', e.seq, 'hash', e.hash)::text
    from audit_entry e where e.chain = ${chain} order by e.seq desc limit 1)`;
}

/** Spares the first entry a look: the end of a chain as it was read under the lock; null when it is new. */
export function knowTip(tx: Tx, chain: string, tip: string | null): void {
  const known = tipsIn(tx);
  if (!known.has(chain)) known.set(chain, Promise.resolve(readTip(tip)));
}

/** What a transaction has placed in chains and not written yet. */
const unwritten = new WeakMap<Reader, Placed[]>();

/** The hash of the last entry of a chain, where this transaction knows it by now. */
export async function knownEnd(reader: Reader, chain: string): Promise<string | undefined> {
  return (await tips.get(reader)?.get(chain))?.hash;
}

/** Appends one entry at once. */
export async function insertEntry(tx: Tx, entry: NewEntry): Promise<void> {
  const placed = await place(tx, entry);
  await writeEntries(tx);
  await insertingEntries(tx, { entries: JSON.stringify([placed]) });
}

/**
 * Appends one entry with the commit, together with all others that are appended so: one statement for all. Whoever
 * reads a chain in this transaction finds it there.
 */
export async function appendEntry(tx: Tx, entry: NewEntry): Promise<void> {
  const placed = await place(tx, entry);
  const waiting = unwritten.get(tx);
  if (waiting !== undefined) {
    waiting.push(placed);
    return;
  }
  unwritten.set(tx, [placed]);
  tx.beforeCommit(() => {
    // What was read in this transaction has written them.
    if (unwritten.get(tx)?.length !== 0) tx.later(() => writeEntries(tx));
  });
}

async function writeEntries(reader: Reader): Promise<void> {
  const waiting = unwritten.get(reader);
  if (waiting === undefined || waiting.length === 0) return;
  await insertingEntries(reader, { entries: JSON.stringify(waiting.splice(0)) });
}

/** Gives an entry its place. Its hash is computed here, because only here is the key that authenticates it. */
async function place(tx: Tx, entry: NewEntry): Promise<Placed> {
  const { chain, kind, actor, at, data } = entry;
  const body = entryBody(entry);
  const known = tipsIn(tx);
  const before = known.get(chain) ?? selectingTip(tx, { chain }).then(([row]) => readTip(row?.tip ?? null));
  const placed = before.then(({ seq, hash }) => ({
    seq: seq + 1,
    previous: hash,
    hash: entryHash(hash, body),
  }));
  known.set(chain, placed);
  const { seq, previous, hash } = await placed;
  rememberEnd(tx, chain, { seq, hash });
  const authority = authorityIn(tx);
  const mac = authority?.authenticate(hash) ?? null;
  // It tells what it was made of: its body is the canonical text of just that.
  if (authority !== undefined)
    remember(authority, { previous, body, hash, mac }, { chain, kind, actor, at, data });
  return { chain, seq, previous, body, hash, mac, kind, at: at.toISOString() };
}

function tipsIn(tx: Tx): Map<string, Promise<Tip>> {
  const known = tips.get(tx) ?? new Map<string, Promise<Tip>>();
  tips.set(tx, known);
  return known;
}

/** The end of a chain, as {@link tipOf} gives it. */
export function readTip(text: string | null): Tip {
  return text === null ? START : (JSON.parse(text) as Tip);
}

export async function entryById(reader: Reader, id: number): Promise<StoredEntry | undefined> {
  return (await placedEntries(reader, sql`where e.id = ${id}::bigint`))[0];
}

/** Where the chain of an entry stood before it. */
export async function entryBefore(reader: Reader, { chain, seq }: StoredEntry): Promise<Tip> {
  const [row] = await rowsOf<Tip>(
    reader,
    sql`select e.seq, e.hash from audit_entry e where e.chain = ${chain} and e.seq < ${seq} order by e.seq desc limit 1`,
  );
  return row === undefined ? START : { seq: row.seq, hash: row.hash };
}

/** The hash of one entry of a chain; undefined when there is none. */
export async function hashAt(reader: Reader, chain: string, seq: number): Promise<string | undefined> {
  const [entry] = await chainEntries(reader, chain, seq - 1, 1);
  return entry?.seq === seq ? entry.hash : undefined;
}

/** The hash of a chain's last entry. */
export async function chainEnd(reader: Reader, chain: string): Promise<string> {
  const [row] = await selectingTip(reader, { chain });
  return readTip(row?.tip ?? null).hash;
}

/** Serializes the writers of a chain that has no row of its own to lock. */
export async function lockChain(tx: Tx, chain: string): Promise<void> {
  await tx.orm.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`audit/${chain}`}, 0))`);
}

/** Before the first entry of the first chain. */
export const CHAINS_START = { chain: '', seq: -1 } as const;

/** The entries after the given place, by chain and number. */
export async function entriesAfter(
  reader: Reader,
  after: { readonly chain: string; readonly seq: number },
  limit: number,
): Promise<readonly StoredEntry[]> {
  const rows = await rowsOf<RawEntry>(
    reader,
    sql`select ${ENTRY_COLUMNS} from audit_entry e
        where (e.chain, e.seq) > (${after.chain}, ${after.seq}) order by e.chain, e.seq limit ${limit}`,
  );
  return rows.map(entryRow);
}

/** Like {@link entriesAfter}, with the leaf of each. */
export async function placedEntriesAfter(
  reader: Reader,
  after: { readonly chain: string; readonly seq: number },
  limit: number,
): Promise<readonly PlacedEntryRow[]> {
  return placedEntries(
    reader,
    sql`where (e.chain, e.seq) > (${after.chain}, ${after.seq}) order by e.chain, e.seq limit ${limit}`,
  );
}

/** The entries of one chain whose number is above `seq`, oldest first, with the leaf of each. */
export async function chainEntries(
  reader: Reader,
  chain: string,
  seq: number,
  limit: number,
): Promise<readonly PlacedEntryRow[]> {
  return placedEntries(
    reader,
    sql`where e.chain = ${chain} and e.seq > ${seq} order by e.seq limit ${limit}`,
  );
}

interface RawEntry extends Omit<StoredEntry, 'id' | 'atMs'> {
  readonly id: string | number;
  readonly at_ms: number;
}

const ENTRY_COLUMNS = sql`e.id, e.chain, e.seq, e.previous, e.body, e.hash, e.mac, e.kind,
  (extract(epoch from e.at) * 1000)::float8 as at_ms`;

// An array, and not the rows of a subquery: the index is used whatever the planner believes of the table's size.
const selectingStarts = prepare<RawEntry>(sql`
  select ${ENTRY_COLUMNS} from audit_entry e
  where e.chain = any(array(select json_array_elements_text(${slot('chains')}::text::json))) and e.seq > 0 and e.seq <= ${slot('limit')}
  order by e.chain, e.seq`);

function entryRow(row: RawEntry): StoredEntry {
  const { chain, seq, previous, body, hash, mac, kind } = row;
  return { id: Number(row.id), chain, seq, previous, body, hash, mac, kind, atMs: row.at_ms };
}

async function placedEntries(reader: Reader, where: SQL): Promise<readonly PlacedEntryRow[]> {
  await writeEntries(reader);
  const rows = await rowsOf<RawEntry & { index: string | null; leaf_hash: string | null }>(
    reader,
    sql`select ${ENTRY_COLUMNS}, l.index, l.hash as leaf_hash
        from audit_entry e left join audit_leaf l on l.entry_id = e.id ${where}`,
  );
  return rows.map(({ index, leaf_hash, ...row }) => ({
    ...entryRow(row),
    leaf: index === null || leaf_hash === null ? null : { index: Number(index), hash: leaf_hash },
  }));
}

/** At most `limit` entries from the beginning of each of these chains, by chain and number. */
export async function startsOf(
  reader: Reader,
  chains: readonly string[],
  limit: number,
): Promise<readonly StoredEntry[]> {
  await writeEntries(reader);
  const rows = await selectingStarts(reader, { chains: JSON.stringify(chains), limit });
  return rows.map(entryRow);
}
