import { crashPoint } from '../crash-point.ts';
import type { Database, Tx } from '../store/database.ts';
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
  sequencePending,
  tryLockTree,
} from './store.ts';

export interface SequencerDeps {
  readonly db: Database;
  readonly signer: Signer;
  /** Keys that were retired on purpose, newest first; a checkpoint of any other key is refused. */
  readonly former?: readonly Verifier[];
  readonly retained: RetainedCheckpoint;
  /** In the transaction of the checkpoint. */
  readonly announce?: Announce;
  /** After the checkpoint is committed and retained; a crash may skip one, and the next one covers it. */
  readonly publish?: (checkpoint: SignedCheckpoint) => Promise<void>;
  readonly log: PulseLog;
  /** Most entries a checkpoint adds. */
  readonly batch?: number;
  readonly intervalMs?: number;
}

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

  async function runOnce(): Promise<SequencerRun> {
    // The first run compares the database with the retained checkpoint even when nothing waits.
    if (compared && !(await db.read(hasPending))) return IDLE;
    const kept = await retained.read();
    const grown = await db.transact((tx) => grow(tx, kept));
    compared = true;
    crashPoint('checkpoint.committed');
    if (grown === undefined) return IDLE;
    if (grown.head !== undefined && grown.head.size > grown.keptSize) {
      await retained.write(grown.head.note);
      await deps.publish?.(grown.head);
    }
    return { added: grown.added, more: grown.added === batch };
  }

  async function grow(tx: Tx, kept: string | undefined) {
    if (!(await tryLockTree(tx))) return undefined;
    const last = await lastCheckpoint(tx);
    const tree = treeOf(last, keys);
    const keptSize = (await refuseOtherHistory(tx, tree, kept, keys))?.size ?? 0;
    const hashes = await sequencePending(tx, tree.size, batch);
    if (hashes.length === 0) {
      const origin = signer.verifier.name;
      const head: SignedCheckpoint | undefined = last && { ...last, origin, root: tree.root() };
      return { added: 0, keptSize, head };
    }
    await insertSubtrees(tx, appendAll(tree, hashes));
    const head = await store(tx, tree);
    await deps.announce?.(tx, head, last?.at);
    return { added: hashes.length, keptSize, head };
  }

  async function store(tx: Tx, tree: GrowingTree): Promise<SignedCheckpoint> {
    const root = tree.root();
    const note = signCheckpoint(signer, tree.size, root);
    const at = await tx.now();
    await insertCheckpoint(tx, {
      size: tree.size,
      root: root.toString('hex'),
      note,
      edge: edgeText(tree.edge()),
      at,
    });
    return { origin: signer.verifier.name, size: tree.size, root, note, at };
  }

  const pulse = createPulse({ work: async () => (await runOnce()).more, intervalMs, log });
  return { runOnce, ...pulse };
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
