import { sql } from 'drizzle-orm';
import { clockNow } from '../../store/clock.ts';
import type { Reader, Tx } from '../../store/database.ts';
import { rowsOf } from '../../store/rows.ts';
import type { Hash, Subtree } from '../merkle.ts';
import { auditCheckpoint, auditSubtree } from '../table.ts';

// Any constant works; it only has to be ours alone in the database.
const SEQUENCER_LOCK = 0x73_65_71_31;

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

export interface PendingEntry {
  readonly id: number;
  readonly hash: string;
  readonly mac: string | null;
}

/** Makes this transaction the only one that grows the tree; false when another one does already. */
export async function tryLockTree(tx: Tx): Promise<boolean> {
  const [row] = await rowsOf<{ locked: boolean }>(
    tx,
    sql`select pg_try_advisory_xact_lock(${SEQUENCER_LOCK}) as locked`,
  );
  return row?.locked === true;
}

/** Waits until nobody else grows the tree. */
export async function lockTree(tx: Tx): Promise<void> {
  await tx.orm.execute(sql`select pg_advisory_xact_lock(${SEQUENCER_LOCK})`);
}

export async function hasPending(reader: Reader): Promise<boolean> {
  const [row] = await rowsOf<{ waiting: boolean }>(
    reader,
    sql`select exists (select 1 from audit_pending) as waiting`,
  );
  return row?.waiting === true;
}

/** Waiting entries whose id is above `after`, in the order of their ids. */
export async function pendingEntries(
  reader: Reader,
  after: number,
  limit: number,
): Promise<readonly PendingEntry[]> {
  const rows = await rowsOf<{ id: string; hash: string; mac: string | null }>(
    reader,
    sql`select e.id, e.hash, e.mac
        from (select entry_id from audit_pending where entry_id > ${after}::bigint order by entry_id limit ${limit}) p
        join audit_entry e on e.id = p.entry_id order by e.id`,
  );
  return rows.map((row) => ({ ...row, id: Number(row.id) }));
}

/** These entries do not wait for a leaf any more. */
export async function takeOffWaitingList(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.orm.execute(sql`delete from audit_pending where entry_id = any(array(
    select value::bigint from json_array_elements_text(${JSON.stringify(ids)}::text::json)))`);
}

/** Gives waiting entries their leaves, from index `first` on in the order given, and takes them off the list. */
export async function sequence(tx: Tx, first: number, entries: readonly PendingEntry[]): Promise<void> {
  const wanted = sql`json_to_recordset(${JSON.stringify(
    entries.map(({ id, hash }, offset) => ({ index: first + offset, id, hash })),
  )}::text::json) as r (index bigint, id bigint, hash text)`;
  await tx.orm.execute(sql`
    with wanted as (select index, id, hash from ${wanted}), taken as (
      delete from audit_pending where entry_id in (select id from wanted)
    )
    insert into audit_leaf (index, entry_id, hash) select index, id, hash from wanted`);
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

/** The index of the leaf of each of these entries that has one. */
export async function leavesOf(reader: Reader, ids: readonly number[]): Promise<ReadonlyMap<number, number>> {
  if (ids.length === 0) return new Map();
  const rows = await rowsOf<{ entry_id: string; index: string }>(
    reader,
    sql`select entry_id, index from audit_leaf
        where entry_id = any(array(select value::bigint from json_array_elements_text(${JSON.stringify(ids)}::text::json)))`,
  );
  return new Map(rows.map((row) => [Number(row.entry_id), Number(row.index)]));
}

/** @returns the time that it was given. */
export async function insertCheckpoint(tx: Tx, row: CheckpointRow): Promise<Date> {
  const [stored] = await tx.orm
    .insert(auditCheckpoint)
    .values({ ...row, at: clockNow(tx) })
    .returning({ at: auditCheckpoint.at });
  if (stored === undefined) throw new Error('the checkpoint was not stored');
  return stored.at;
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
