import { foldEdge, type Hash, nodeHash, type Subtree } from './merkle.ts';

/** The leaves from `start` up to but without `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Gives the hash of a perfect subtree. */
export type NodeLookup = (node: Subtree) => Hash;

/** What the inclusion proof of a leaf consists of, from the leaf up (RFC 6962, 2.1.1). */
export function inclusionRanges(index: number, size: number): readonly Range[] {
  if (index < 0 || index >= size) throw new RangeError(`leaf ${index} is not in a tree of ${size}`);
  const ranges: Range[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + largestPowerBelow(end - start);
    if (index < middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  return ranges.reverse();
}

/** What the proof that a tree of `size` extends one of `first` leaves consists of (RFC 6962, 2.1.2). */
export function consistencyRanges(first: number, size: number): readonly Range[] {
  if (first < 0 || first > size) throw new RangeError(`a tree of ${size} does not extend one of ${first}`);
  if (first === 0 || first === size) return [];
  const ranges: Range[] = [];
  let start = 0;
  let end = size;
  while (first !== end) {
    const middle = start + largestPowerBelow(end - start);
    if (first <= middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  // The verifier knows the old root already when the old tree is one of the parts.
  if (start > 0) ranges.push({ start, end });
  return ranges.reverse();
}

/** The perfect subtrees that cover a range of a proof, left to right, largest first. */
export function perfectSubtrees({ start, end }: Range): readonly Subtree[] {
  const parts: Subtree[] = [];
  let at = start;
  while (at < end) {
    let height = 0;
    let width = 1;
    while (width * 2 <= end - at) {
      width *= 2;
      height += 1;
    }
    parts.push({ height, index: at / width });
    at += width;
  }
  return parts;
}

/** The hashes of a proof, from the ranges that it consists of. */
export function proofHashes(ranges: readonly Range[], lookup: NodeLookup): readonly Hash[] {
  return ranges.map((range) => foldEdge(perfectSubtrees(range).map(lookup)));
}

/** Does the proof lead from this leaf to this root? (RFC 9162, 2.1.3.2) */
export function verifyInclusion(
  index: number,
  size: number,
  leaf: Hash,
  path: readonly Hash[],
  root: Hash,
): boolean {
  if (index < 0 || index >= size) return false;
  let node = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of path) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sibling, hash);
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, half(last)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && hash.equals(root);
}

/** Does the second tree hold everything that the first held, in the same places? (RFC 9162, 2.1.4.2) */
export function verifyConsistency(
  first: { readonly size: number; readonly root: Hash },
  second: { readonly size: number; readonly root: Hash },
  proof: readonly Hash[],
): boolean {
  if (first.size > second.size) return false;
  if (first.size === second.size) return proof.length === 0 && first.root.equals(second.root);
  if (first.size === 0) return proof.length === 0;
  let node = first.size - 1;
  let last = second.size - 1;
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  const [start, ...rest] = node === 0 ? [first.root, ...proof] : proof;
  if (start === undefined) return false;
  let old = start;
  let grown = start;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      old = nodeHash(sibling, old);
      grown = nodeHash(sibling, grown);
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, half(last)];
    } else {
      grown = nodeHash(grown, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && old.equals(first.root) && grown.equals(second.root);
}

function largestPowerBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

function half(value: number): number {
  return Math.floor(value / 2);
}
