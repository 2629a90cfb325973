import { type SQL, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../store/database.ts';
import { prepare, slot } from '../store/prepare.ts';
import { type AuditEntry, CHAIN_START, entryBody, type StoredEntry } from './entry.ts';
import type { Hash, Subtree } from './merkle.ts';
import { auditCheckpoint, auditSubtree } from './table.ts';

// Any constant works; it only has to be ours alone in the database.
const SEQUENCER_LOCK = 0x73_65_71_31;

export interface PlacedEntryRow extends StoredEntry {
  /** Where it stands in the tree: null while it waits, or when somebody put it there behind our back. */
  readonly leaf: { readonly index: number; readonly hash: string } | null;
}

export interface CheckpointRow {
  readonly size: number;
  readonly root: string;
  readonly note: string;
  readonly edge: string;
}

/** The nodes from `start` up to but without `end` at a height: 0 for leaves, 8, 16, … for stored subtrees. */
export interface NodeRange {
  readonly height: number;
  readonly start: number;
  readonly end: number;
}

const insertingEntry = prepare(sql`
  insert into audit_entry (chain, seq, previous, body, hash, kind, at)
  select ${slot('chain')}::text, coalesce(last.seq, 0) + 1, coalesce(last.hash, ${CHAIN_START}), ${slot('body')}::text,
         encode(sha256(decode(coalesce(last.hash, ${CHAIN_START}), 'hex') || convert_to(${slot('body')}::text, 'UTF8')), 'hex'),
         ${slot('kind')}::text, ${slot('at')}::timestamptz
  from (select 1) one
  left join lateral (
    select seq, hash from audit_entry where chain = ${slot('chain')}::text order by seq desc limit 1
  ) last on true`);

/**
 * Appends one entry in a single statement: the database looks up the chain's last hash and computes the new
 * one, which spares a round trip inside the caller's lock. `sha256()` there and `entryHash` here agree.
 */
export async function insertEntry(tx: Tx, entry: AuditEntry): Promise<void> {
  const { chain, kind } = entry;
  await insertingEntry(tx, { chain, kind, body: entryBody(entry), at: entry.at.toISOString() });
}

/** Serializes the writers of a chain that has no row of its own to lock. */
export async function lockChain(tx: Tx, chain: string): Promise<void> {
  await tx.orm.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`audit/${chain}`}, 0))`);
}

/** Makes this transaction the only one that grows the tree; false when another one does already. */
export async function tryLockTree(tx: Tx): Promise<boolean> {
  const [row] = await rowsOf<{ locked: boolean }>(
    tx,
    sql`select pg_try_advisory_xact_lock(${SEQUENCER_LOCK}) as locked`,
  );
  return row?.locked === true;
}

export async function hasPending(reader: Reader): Promise<boolean> {
  const [row] = await rowsOf<{ waiting: boolean }>(
    reader,
    sql`select exists (select 1 from audit_pending) as waiting`,
  );
  return row?.waiting === true;
}

/**
 * Gives up to `limit` waiting entries their leaves, from index `first` on, and takes them off the list.
 * @returns the entries' hashes, in the order of their leaves.
 */
export async function sequencePending(tx: Tx, first: number, limit: number): Promise<readonly string[]> {
  const rows = await rowsOf<{ hash: string }>(
    tx,
    sql`
    with batch as (
      select p.entry_id, e.hash
      from (select entry_id from audit_pending order by entry_id limit ${limit}) p
      join audit_entry e on e.id = p.entry_id
    ), taken as (
      delete from audit_pending where entry_id in (select entry_id from batch)
    ), leaf as (
      insert into audit_leaf (index, entry_id, hash)
      select ${first}::bigint + row_number() over (order by entry_id) - 1, entry_id, hash from batch
      returning index, hash
    )
    select hash from leaf order by index`,
  );
  return rows.map((row) => row.hash);
}

export async function insertSubtrees(
  tx: Tx,
  nodes: readonly (Subtree & { readonly hash: Hash })[],
): Promise<void> {
  if (nodes.length === 0) return;
  await tx.orm
    .insert(auditSubtree)
    .values(nodes.map(({ height, index, hash }) => ({ height, index, hash: hash.toString('hex') })));
}

export async function insertCheckpoint(tx: Tx, row: CheckpointRow & { readonly at: Date }): Promise<void> {
  await tx.orm.insert(auditCheckpoint).values(row);
}

export async function lastCheckpoint(reader: Reader): Promise<(CheckpointRow & { at: Date }) | undefined> {
  const [row] = await rowsOf<CheckpointRow & { at: string | Date }>(
    reader,
    sql`select size, root, note, edge, at from audit_checkpoint order by size desc limit 1`,
  );
  return row === undefined ? undefined : { ...row, size: Number(row.size), at: new Date(row.at) };
}

/** Checkpoints of more than `size` leaves, in order. */
export async function checkpointsAfter(
  reader: Reader,
  size: number,
  limit: number,
): Promise<readonly CheckpointRow[]> {
  const rows = await rowsOf<CheckpointRow>(
    reader,
    sql`select size, root, note, edge from audit_checkpoint where size > ${size} order by size limit ${limit}`,
  );
  return rows.map((row) => ({ ...row, size: Number(row.size) }));
}

/** The stored hashes of the given nodes; a leaf's is its entry's hash, not yet hashed as a leaf. */
export async function selectNodes(
  reader: Reader,
  ranges: readonly NodeRange[],
): Promise<readonly { height: number; index: number; hash: string }[]> {
  if (ranges.length === 0) return [];
  // One parameter however many ranges there are: a statement can have 65,535.
  const wanted = sql`json_to_recordset(${JSON.stringify(ranges)}::text::json)
    as r (height smallint, start bigint, "end" bigint)`;
  const rows = await rowsOf<{ height: number; index: string | number; hash: string }>(
    reader,
    sql`select distinct 0 as height, n.index, n.hash
        from ${wanted} join audit_leaf n on r.height = 0 and n.index >= r.start and n.index < r."end"
        union all
        select distinct n.height, n.index, n.hash
        from ${wanted} join audit_subtree n on n.height = r.height and n.index >= r.start and n.index < r."end"`,
  );
  return rows.map((row) => ({ ...row, index: Number(row.index) }));
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

const ENTRY_COLUMNS = sql`e.id, e.chain, e.seq, e.previous, e.body, e.hash, e.kind,
  (extract(epoch from e.at) * 1000)::float8 as at_ms`;

function entryRow({ id, at_ms, ...row }: RawEntry): StoredEntry {
  return { ...row, id: Number(id), atMs: at_ms };
}

async function placedEntries(reader: Reader, where: SQL): Promise<readonly PlacedEntryRow[]> {
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

/** Runs one statement; the caller knows what its rows look like. */
export async function rowsOf<Row>(reader: Reader, query: SQL): Promise<readonly Row[]> {
  return (await reader.orm.execute(query)) as unknown as readonly Row[];
}
