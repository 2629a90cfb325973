import type { Reader } from '../store/database.ts';
import { STORED_EVERY } from './edge.ts';
import { growTree, type Hash, leafHash, type Subtree } from './merkle.ts';
import { consistencyRanges, inclusionRanges, perfectSubtrees, proofHashes, type Range } from './proof.ts';
import { type NodeRange, selectNodes } from './tree/store.ts';

const MISSING: Hash = Buffer.alloc(32);

/** The proofs that these leaves are in the tree of `size` leaves: one read for all of them. */
export async function readInclusionProofs(
  reader: Reader,
  indexes: readonly number[],
  size: number,
): Promise<ReadonlyMap<number, readonly Hash[]>> {
  const wanted = indexes.map((index) => ({ index, ranges: inclusionRanges(index, size) }));
  const lookup = await readNodes(
    reader,
    wanted.flatMap((proof) => proof.ranges),
  );
  return new Map(wanted.map(({ index, ranges }) => [index, proofHashes(ranges, lookup)]));
}

/** The proof that the tree of `size` leaves extends the one of `first` leaves. */
export async function readConsistencyProof(
  reader: Reader,
  first: number,
  size: number,
): Promise<readonly Hash[]> {
  const ranges = consistencyRanges(first, size);
  return proofHashes(ranges, await readNodes(reader, ranges));
}

async function readNodes(reader: Reader, ranges: readonly Range[]): Promise<(node: Subtree) => Hash> {
  const sources = new Map(
    ranges.flatMap(perfectSubtrees).map((node) => [`${node.height}/${node.index}`, sourceOf(node)]),
  );
  const rows = await selectNodes(reader, [...sources.values()]);
  const stored = new Map(
    rows.map((row) => {
      const bytes = Buffer.from(row.hash, 'hex');
      return [`${row.height}/${row.index}`, row.height === 0 ? leafHash(bytes) : bytes];
    }),
  );
  const rootOf = ({ height, start, end }: NodeRange): Hash => {
    const tree = growTree();
    for (let index = start; index < end; index += 1) {
      // A node that is gone leads to another root: the proof is then false, which is the truth.
      tree.append(stored.get(`${height}/${index}`) ?? MISSING);
    }
    return tree.root();
  };
  // Once for each: the proofs of neighbours share most of their nodes.
  const hashes = new Map([...sources].map(([name, source]) => [name, rootOf(source)]));
  return (node) => hashes.get(`${node.height}/${node.index}`) ?? MISSING;
}

function sourceOf(node: Subtree): NodeRange {
  const height = node.height - (node.height % STORED_EVERY);
  const width = 2 ** (node.height - height);
  return { height, start: node.index * width, end: (node.index + 1) * width };
}
