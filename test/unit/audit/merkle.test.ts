import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  EMPTY_ROOT,
  foldEdge,
  growTree,
  type Hash,
  leafHash,
  nodeHash,
  type Subtree,
} from '../../../src/audit/merkle.ts';
import {
  consistencyRanges,
  inclusionRanges,
  perfectSubtrees,
  proofHashes,
  verifyConsistency,
  verifyInclusion,
} from '../../../src/audit/proof.ts';
import { naiveConsistency, naiveInclusion, naiveRoot } from './naive-tree.ts';

const numRuns = Number(process.env.KEYTURN_PROPERTY_RUNS ?? 200);
const leafData = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, index) => Buffer.from(`entry ${index}`.padEnd(32, '.')));
const rootOf = (data: readonly Buffer[]): Hash => {
  const tree = growTree();
  for (const item of data) tree.append(leafHash(item));
  return tree.root();
};
const lookupIn =
  (data: readonly Buffer[]) =>
  (node: Subtree): Hash => {
    const width = 2 ** node.height;
    return rootOf(data.slice(node.index * width, (node.index + 1) * width));
  };
/** The inner nodes that the leaves from `start` on complete up to `end`, in the order of their last leaves. */
const nodesCompleted = (start: number, end: number): Subtree[] =>
  Array.from({ length: end - start }, (_, offset) => start + offset + 1).flatMap((size) =>
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
      .filter((height) => size % 2 ** height === 0)
      .map((height) => ({ height, index: size / 2 ** height - 1 })),
  );
const flip = (hash: Hash): Hash => {
  const other = Buffer.from(hash);
  other[7] = (other[7] ?? 0) ^ 1;
  return other;
};

describe('the Merkle tree', () => {
  it('has the roots that Certificate Transparency publishes for its test leaves', () => {
    const data = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657'].map((hex) =>
      Buffer.from(hex, 'hex'),
    );
    expect(EMPTY_ROOT.toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    expect(rootOf(data.slice(0, 1)).toString('hex')).toBe(
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    );
    expect(rootOf(data.slice(0, 2)).toString('hex')).toBe(
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    );
    expect(rootOf(data).toString('hex')).toBe(
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    );
  });

  it('5.13 has the root of the recursive definition at every size', () => {
    const data = leafData(70);
    const tree = growTree();
    data.forEach((item, index) => {
      tree.append(leafHash(item));
      expect(tree.root()).toEqual(naiveRoot(data.slice(0, index + 1)));
    });
  });

  it('grows on from its edge as if it had never stopped, and names each node it completes', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), (before, after) => {
        const data = leafData(before + after);
        const first = growTree();
        for (const item of data.slice(0, before)) first.append(leafHash(item));
        const tree = growTree(before, first.edge());
        const named: Subtree[] = [];
        for (const item of data.slice(before)) {
          tree.append(leafHash(item), (node, hash) => {
            named.push(node);
            expect(hash).toEqual(lookupIn(data)(node));
          });
        }
        expect(named).toEqual(nodesCompleted(before, before + after));
        expect(tree.root()).toEqual(naiveRoot(data));
        expect(foldEdge(tree.edge())).toEqual(naiveRoot(data));
      }),
      { numRuns: Math.min(numRuns, 100) },
    );
  });

  it('refuses an edge of another size', () => {
    expect(() => growTree(3, [EMPTY_ROOT])).toThrow('a tree of 3 leaves has an edge of 2, not of 1');
  });

  it('tells leaves from nodes', () => {
    const [a, b] = [leafHash(Buffer.from('a')), leafHash(Buffer.from('b'))];
    expect(leafHash(Buffer.concat([a, b]))).not.toEqual(nodeHash(a, b));
  });
});

describe('proofs', () => {
  const tree = fc
    .integer({ min: 1, max: 150 })
    .chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1)));

  it('of inclusion are those of the recursive definition, and hold for nothing else', () => {
    fc.assert(
      fc.property(tree, fc.nat(), ([size, index], salt) => {
        const data = leafData(size);
        const root = naiveRoot(data);
        const path = proofHashes(inclusionRanges(index, size), lookupIn(data));
        expect(path).toEqual(naiveInclusion(index, data));
        const leaf = leafHash(data[index] as Buffer);
        expect(verifyInclusion(index, size, leaf, path, root)).toBe(true);
        expect(verifyInclusion(index, size, flip(leaf), path, root)).toBe(false);
        expect(verifyInclusion(index, size, leaf, path, flip(root))).toBe(false);
        expect(verifyInclusion(index, size, leaf, [...path, root], root)).toBe(false);
        expect(verifyInclusion(size, size, leaf, path, root)).toBe(false);
        if (path.length === 0) return;
        const bad = salt % path.length;
        const altered = path.map((hash, at) => (at === bad ? flip(hash) : hash));
        expect(verifyInclusion(index, size, leaf, altered, root)).toBe(false);
        expect(verifyInclusion(index, size, leaf, path.slice(1), root)).toBe(false);
      }),
      { numRuns },
    );
  });

  it('of consistency are those of the recursive definition, and hold for nothing else', () => {
    fc.assert(
      fc.property(tree, fc.nat(), ([size, before], salt) => {
        const data = leafData(size);
        const first = { size: before + 1, root: naiveRoot(data.slice(0, before + 1)) };
        const second = { size, root: naiveRoot(data) };
        const proof = proofHashes(consistencyRanges(first.size, size), lookupIn(data));
        expect(proof).toEqual(naiveConsistency(first.size, data));
        expect(verifyConsistency(first, second, proof)).toBe(true);
        expect(verifyConsistency({ ...first, root: flip(first.root) }, second, proof)).toBe(false);
        expect(verifyConsistency(first, { ...second, root: flip(second.root) }, proof)).toBe(false);
        expect(verifyConsistency(second, first, proof)).toBe(first.size === size);
        if (proof.length === 0) return;
        const bad = salt % proof.length;
        const altered = proof.map((hash, at) => (at === bad ? flip(hash) : hash));
        expect(verifyConsistency(first, second, altered)).toBe(false);
        expect(verifyConsistency(first, second, proof.slice(0, -1))).toBe(false);
        expect(verifyConsistency(first, second, [...proof, second.root])).toBe(false);
      }),
      { numRuns },
    );
  });

  it('of an empty tree are empty, and a smaller tree extends no larger one', () => {
    const second = { size: 5, root: naiveRoot(leafData(5)) };
    expect(consistencyRanges(0, 5)).toEqual([]);
    expect(verifyConsistency({ size: 0, root: EMPTY_ROOT }, second, [])).toBe(true);
    expect(() => consistencyRanges(6, 5)).toThrow(RangeError);
    expect(() => inclusionRanges(5, 5)).toThrow(RangeError);
  });

  it('cut a range into perfect subtrees also beyond 32 bits', () => {
    const start = 2 ** 40;
    expect(perfectSubtrees({ start, end: start + 3 })).toEqual([
      { height: 1, index: start / 2 },
      { height: 0, index: start + 2 },
    ]);
  });
});
