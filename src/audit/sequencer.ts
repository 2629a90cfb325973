import { crashPoint } from '../crash-point.ts';
import { OpsError } from '../errors.ts';
import type { Database, Reader, Tx } from '../store/database.ts';
import type { Announce } from './announce.ts';
import { type SignedCheckpoint, signCheckpoint } from './checkpoint.ts';
import { edgeText, STORED_EVERY } from './edge.ts';
import { refuseOtherHistory, treeOf } from './guard.ts';
import { anyOf } from './keys.ts';
import { type GrowingTree, type Hash, leafHash, type Subtree } from './merkle.ts';
import type { Signer, Verifier } from './note.ts';
import { createPulse, type Pulse, type PulseLog } from './pulse.ts';
import type { RetainedCheckpoint } from './retained.ts';
import {
  hasPending,
  insertCheckpoint,
  insertSubtrees,
  lastCheckpoint,
  type PendingEntry,
  pendingEntries,
  sequence,
  tryLockTree,
} from './tree/store.ts';

export interface SequencerDeps {
  readonly db: Database;
  readonly signer: Signer;
  /** Keys that were retired on purpose, newest first; a checkpoint of any other key is refused. */
  readonly former?: readonly Verifier[];
  readonly retained: RetainedCheckpoint;
  /** Vouches for the entries that may get into the tree; others stay out. Absent: any may (a log without it). */
  readonly admits?: Admits;
  /** In the transaction of the checkpoint. */
  readonly announce?: Announce;
  /** After the checkpoint is committed and retained; a crash may skip one, and the next one covers it. */
  readonly publish?: (checkpoint: SignedCheckpoint) => Promise<void>;
  readonly log: PulseLog;
  /** Most entries a checkpoint adds. */
  readonly batch?: number;
  readonly intervalMs?: number;
}

/** Whether a waiting entry may get into the tree. */
export type Admits = (reader: Reader, entry: PendingEntry) => Promise<boolean>;

export interface SequencerRun {
  /** Entries that this run put into the tree. */
  readonly added: number;
  /** More are waiting than one batch holds. */
  readonly more: boolean;
}

/** Puts committed entries into the Merkle tree and signs its head. */
export interface Sequencer extends Pulse {
  /** @throws OpsError when to sign would be to sign a second history, or with another key. */
  runOnce(): Promise<SequencerRun>;
}

const IDLE: SequencerRun = { added: 0, more: false };

export function createSequencer(deps: SequencerDeps): Sequencer {
  const { db, signer, retained, log, batch = 4096, intervalMs = 250 } = deps;
  const keys = anyOf(signer.verifier, deps.former);
  let compared = false;
  /** A committed head that was not kept or published yet: without it, it would come only with the next entry. */
  let owed: { readonly head: SignedCheckpoint; isKept: boolean } | undefined;

  /** An older one that the disk did not take is covered by a newer one. */
  async function handOut(): Promise<void> {
    if (owed === undefined) return;
    if (!owed.isKept) await retained.write(owed.head.note);
    owed.isKept = true;
    await deps.publish?.(owed.head);
    owed = undefined;
  }

  async function runOnce(): Promise<SequencerRun> {
    // The first run compares the database with the retained checkpoint even when nothing waits.
    if (compared && !(await db.read(hasPending))) {
      await handOut();
      return IDLE;
    }
    const kept = await retained.read();
    const grown = await db.transact((tx) => grow(tx, kept));
    compared = true;
    crashPoint('checkpoint.committed');
    if (grown === undefined) return IDLE;
    if (grown.head !== undefined && grown.head.size > grown.keptSize)
      owed = { head: grown.head, isKept: false };
    await handOut();
    if (grown.strangers.length > 0) throw foreignEntries(grown.strangers);
    return { added: grown.added, more: grown.added === batch };
  }

  async function grow(tx: Tx, kept: string | undefined) {
    if (!(await tryLockTree(tx))) return undefined;
    const last = await lastCheckpoint(tx);
    const tree = treeOf(last, keys);
    const keptSize = (await refuseOtherHistory(tx, tree, kept, keys))?.size ?? 0;
    const { entries, strangers } = await admitted(tx);
    if (entries.length === 0) {
      const origin = signer.verifier.name;
      const head: SignedCheckpoint | undefined = last && { ...last, origin, root: tree.root() };
      return { added: 0, keptSize, head, strangers };
    }
    await sequence(tx, tree.size, entries);
    await insertSubtrees(
      tx,
      appendAll(
        tree,
        entries.map(({ hash }) => hash),
      ),
    );
    const head = await store(tx, tree, last?.size ?? 0);
    await deps.announce?.(tx, head, last?.at);
    return { added: entries.length, keptSize, head, strangers };
  }

  /** A batch of waiting entries that may get in, and the first of those that may not. */
  async function admitted(tx: Tx): Promise<{ entries: PendingEntry[]; strangers: number[] }> {
    const entries: PendingEntry[] = [];
    const strangers: number[] = [];
    let after = Number.MIN_SAFE_INTEGER;
    for (;;) {
      const limit = batch - entries.length;
      const page = await pendingEntries(tx, after, limit);
      for (const entry of page) {
        if (deps.admits === undefined || (await deps.admits(tx, entry))) entries.push(entry);
        else strangers.push(entry.id);
      }
      const last = page.at(-1);
      if (last === undefined || page.length < limit || entries.length === batch)
        return { entries, strangers };
      after = last.id;
    }
  }

  async function store(tx: Tx, tree: GrowingTree, previous: number): Promise<SignedCheckpoint> {
    const root = tree.root();
    const note = signCheckpoint(signer, tree.size, root, previous);
    const row = { size: tree.size, root: root.toString('hex'), note, edge: edgeText(tree.edge()) };
    const at = await insertCheckpoint(tx, row);
    return { origin: signer.verifier.name, size: tree.size, root, note, at };
  }

  const pulse = createPulse({ work: async () => (await runOnce()).more, intervalMs, log });
  return { runOnce, ...pulse };
}

function foreignEntries(ids: readonly number[]): OpsError {
  const rows = ids.slice(0, 5).join(', ');
  return new OpsError({
    code: 'audit.foreign_entries',
    what: `${ids.length} entries of the log are not signed.`,
    why: `Keyturn did not write them, or not with this key: rows ${rows}${ids.length > 5 ? ', …' : ''}.`,
    next: 'Run `keyturn audit verify`: somebody writes to the database. Everything else is signed. `keyturn audit set-aside` leaves them where they are and goes on without them.',
  });
}

/** @returns the nodes that this completed and that are worth a row. */
function appendAll(tree: GrowingTree, hashes: readonly string[]): readonly (Subtree & { hash: Hash })[] {
  const stored: (Subtree & { hash: Hash })[] = [];
  for (const hash of hashes) {
    tree.append(leafHash(Buffer.from(hash, 'hex')), (node, value) => {
      if (node.height % STORED_EVERY === 0) stored.push({ ...node, hash: value });
    });
  }
  return stored;
}
