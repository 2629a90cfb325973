import { OpsError } from '../errors.ts';
import type { Reader } from '../store/database.ts';
import type { Checkpoint } from './checkpoint.ts';
import { parseEdge } from './edge.ts';
import { type Keys, nameOf } from './keys.ts';
import { type GrowingTree, growTree } from './merkle.ts';
import { claimedSigners, type Verifier } from './note.ts';
import { verifyConsistency } from './proof.ts';
import type { CheckpointRow } from './tree/store.ts';
import { readConsistencyProof } from './tree.ts';

/**
 * The tree that the last stored checkpoint describes, ready to grow.
 * @throws OpsError when the checkpoint was not signed by our key or is not what was signed.
 */
export function treeOf(last: CheckpointRow | undefined, keys: Keys): GrowingTree {
  if (last === undefined) return growTree();
  const signed = keys.open(last.note);
  if (signed === undefined)
    throw keyMismatch(`The last checkpoint, of ${last.size} entries,`, last.note, keys.current);
  const edge = parseEdge(last.edge, signed.size, signed.root);
  if (signed.size !== last.size || signed.root.toString('hex') !== last.root || edge === undefined) {
    throw new OpsError({
      code: 'audit.checkpoint_damaged',
      what: 'No further checkpoint is signed.',
      why: `The stored checkpoint of ${last.size} entries is not what was signed.`,
      next: 'Run `keyturn audit verify`, keep the database as it is for the inquiry, and restore a backup.',
    });
  }
  return growTree(last.size, edge);
}

/**
 * Compares the tree with the checkpoint that was kept outside of the database.
 * @throws OpsError when the database does not extend it: to sign on would be to sign two different histories.
 */
export async function refuseOtherHistory(
  reader: Reader,
  tree: GrowingTree,
  note: string | undefined,
  keys: Keys,
): Promise<Checkpoint | undefined> {
  if (note === undefined) return undefined;
  const kept = keys.open(note);
  if (kept === undefined) throw keyMismatch('The checkpoint kept in the state folder', note, keys.current);
  if (kept.size > tree.size) {
    throw new OpsError({
      code: 'audit.rolled_back',
      what: 'No further checkpoint is signed.',
      why: `The database holds ${tree.size} signed entries, but ${kept.size} were signed: it went back in time.`,
      next: 'Restore a newer backup. New entries are kept meanwhile, unsigned.',
    });
  }
  const proof = await readConsistencyProof(reader, kept.size, tree.size);
  if (!verifyConsistency(kept, { size: tree.size, root: tree.root() }, proof)) {
    throw new OpsError({
      code: 'audit.forked',
      what: 'No further checkpoint is signed.',
      why: `The first ${kept.size} entries in the database are not the ${kept.size} entries that were signed.`,
      next: 'Run `keyturn audit verify`, keep the database as it is for the inquiry, and restore a backup.',
    });
  }
  return kept;
}

function keyMismatch(subject: string, note: string, verifier: Verifier): OpsError {
  const signers = claimedSigners(note).join(', ') || 'nobody';
  return new OpsError({
    code: 'audit.key_mismatch',
    what: 'No further checkpoint is signed.',
    why: `${subject} was signed by ${signers}, or altered since; the key in use is ${nameOf(verifier)}.`,
    next: 'Restore that key (log.key, or KEYTURN_LOG_KEY). If it was retired on purpose, add its public key to log.former.',
  });
}
