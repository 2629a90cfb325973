import type { Database } from '../store/database.ts';
import { openCheckpoint, type SignedCheckpoint } from './checkpoint.ts';
import { type AuditRecord, entryHash, parseEntryBody } from './entry.ts';
import { leafHash } from './merkle.ts';
import type { Verifier } from './note.ts';
import { verifyInclusion } from './proof.ts';
import { chainEntries, type PlacedEntryRow } from './store.ts';
import { lastCheckpoint } from './tree/store.ts';
import { readInclusionProofs } from './tree.ts';

/** Where an entry stands in the signed tree, and the hashes that lead from it to the root. */
export interface InclusionProof {
  readonly leaf: number;
  /** Hexadecimal, from the leaf up. */
  readonly path: readonly string[];
}

/**
 * `sealed`: proved to be under the checkpoint. `waiting`: newer than it. `broken`: the proof fails, because the
 * entry was altered or because the tree beside it was; the verifier tells which.
 */
export type Seal = 'sealed' | 'waiting' | 'broken';

export interface ShownEntry {
  readonly record: AuditRecord;
  readonly hash: string;
  readonly seal: Seal;
  readonly proof: InclusionProof | undefined;
}

export interface ShownChain {
  readonly chain: string;
  readonly entries: readonly ShownEntry[];
  readonly checkpoint: SignedCheckpoint | undefined;
  /** The number to continue after, when there are more entries. */
  readonly more: number | undefined;
}

export interface ShowOptions {
  readonly db: Database;
  readonly verifier: Verifier;
  /** E.g. `request/apr-7k2m9q4t`. */
  readonly chain: string;
  readonly after?: number;
  readonly limit?: number;
}

/** The entries of a chain, oldest first, each with the proof that it is in the signed log. */
export async function showChain(options: ShowOptions): Promise<ShownChain> {
  const { db, verifier, chain, after = 0, limit = 50 } = options;
  return db.read(async (reader) => {
    const rows = await chainEntries(reader, chain, after, limit + 1);
    const shown = rows.slice(0, limit);
    const last = await lastCheckpoint(reader);
    const signed = last === undefined ? undefined : openCheckpoint(verifier, last.note);
    const checkpoint = signed && last && { ...signed, note: last.note, at: last.at };
    const size = signed?.size ?? 0;
    const indexes = shown.flatMap(({ leaf }) => (leaf !== null && leaf.index < size ? [leaf.index] : []));
    const proofs = await readInclusionProofs(reader, indexes, size);
    const entries = shown.map((row): ShownEntry => {
      const path = row.leaf === null ? undefined : proofs.get(row.leaf.index);
      const proof = row.leaf === null || path === undefined ? undefined : { leaf: row.leaf.index, path };
      return {
        record: recordOf(row),
        hash: row.hash,
        seal: sealOf(row, proof, signed),
        proof: proof && { leaf: proof.leaf, path: proof.path.map((hash) => hash.toString('hex')) },
      };
    });
    return { chain, entries, checkpoint, more: rows.length > limit ? shown.at(-1)?.seq : undefined };
  });
}

function sealOf(
  row: PlacedEntryRow,
  proof: { readonly leaf: number; readonly path: readonly Buffer[] } | undefined,
  signed: { readonly size: number; readonly root: Buffer } | undefined,
): Seal {
  const hash = entryHash(row.previous, row.body);
  if (hash !== row.hash) return 'broken';
  if (proof === undefined || signed === undefined) return 'waiting';
  const leaf = leafHash(Buffer.from(hash, 'hex'));
  return verifyInclusion(proof.leaf, signed.size, leaf, proof.path, signed.root) ? 'sealed' : 'broken';
}

function recordOf(row: PlacedEntryRow): AuditRecord {
  const told = parseEntryBody(row.body);
  // A body that cannot be read is shown as what stands beside it, and as broken.
  const shown = told ?? {
    chain: row.chain,
    kind: row.kind,
    actor: 'unidentified/unreadable',
    at: new Date(row.atMs),
    data: { body: row.body },
  };
  return { ...shown, id: row.id, seq: row.seq };
}
