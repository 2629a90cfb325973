import { hash } from 'node:crypto';

/** 32 bytes of SHA-256. */
export type Hash = Buffer;

/** A perfect subtree: the `2^height` leaves that start at `index * 2^height`. */
export interface Subtree {
  readonly height: number;
  readonly index: number;
}

// RFC 6962, section 2.1: the prefixes keep a leaf from being passed off as a node.
const LEAF = 0;
const NODE = 1;

/** Where what is hashed is put together: one prefix and two hashes. */
const ROOM = Buffer.alloc(1 + 32 + 32);

const NOTHING = Buffer.alloc(0);

/** The root of a tree without leaves. */
export const EMPTY_ROOT: Hash = sha256(NOTHING);

export function leafHash(data: Uint8Array): Hash {
  return prefixed(LEAF, data, NOTHING);
}

export function nodeHash(left: Hash, right: Hash): Hash {
  return prefixed(NODE, left, right);
}

function prefixed(prefix: number, first: Uint8Array, second: Uint8Array): Hash {
  const length = 1 + first.length + second.length;
  const bytes = length <= ROOM.length ? ROOM : Buffer.alloc(length);
  bytes[0] = prefix;
  bytes.set(first, 1);
  bytes.set(second, 1 + first.length);
  return sha256(bytes.subarray(0, length));
}

/**
 * The right edge of a tree: the roots of the perfect subtrees that make it up, largest first. It is all that
 * is needed to append and to know the root, and it holds at most one hash a bit of the size.
 */
export interface GrowingTree {
  readonly size: number;
  /** @param grown is told of each inner node that this leaf completes, from the bottom up. */
  append(leaf: Hash, grown?: (node: Subtree, hash: Hash) => void): void;
  root(): Hash;
  edge(): readonly Hash[];
}

/**
 * A tree that grows from the given edge.
 * @throws RangeError when the edge cannot belong to a tree of that size.
 */
export function growTree(size = 0, edge: readonly Hash[] = []): GrowingTree {
  if (edge.length !== countOnes(size)) {
    throw new RangeError(`a tree of ${size} leaves has an edge of ${countOnes(size)}, not of ${edge.length}`);
  }
  const nodes = [...edge];
  let leaves = size;
  return {
    get size() {
      return leaves;
    },
    append(leaf, grown) {
      let node = leaf;
      let index = leaves;
      for (let height = 1; index % 2 === 1; height += 1) {
        const left = nodes.pop();
        if (left === undefined) throw new Error('the edge lost a node');
        node = nodeHash(left, node);
        index = (index - 1) / 2;
        grown?.({ height, index }, node);
      }
      nodes.push(node);
      leaves += 1;
    },
    root: () => foldEdge(nodes),
    edge: () => [...nodes],
  };
}

/** The root over adjacent perfect subtrees, given left to right, largest first. */
export function foldEdge(nodes: readonly Hash[]): Hash {
  return (
    nodes.reduceRight<Hash | undefined>(
      (right, left) => (right === undefined ? left : nodeHash(left, right)),
      undefined,
    ) ?? EMPTY_ROOT
  );
}

function countOnes(size: number): number {
  let ones = 0;
  // Not bit operators: they cut at 32 bits.
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2;
  return ones;
}

function sha256(data: Buffer): Hash {
  // By way of its text: a buffer straight from `hash` takes memory of its own, and several times as long.
  return Buffer.from(hash('sha256', data, 'hex'), 'hex');
}
