import { foldEdge, type Hash } from './merkle.ts';
import { perfectSubtrees } from './proof.ts';

/** Inner nodes are stored at every eighth height; those between are hashed again from at most 128 below. */
export const STORED_EVERY = 8;

/** Splits an edge as it is stored; undefined when it cannot be one of a tree of this size and root. */
export function parseEdge(text: string, size: number, root: Hash): readonly Hash[] | undefined {
  const edge = Array.from({ length: text.length / 64 }, (_, i) =>
    Buffer.from(text.slice(i * 64, i * 64 + 64), 'hex'),
  );
  if (!foldEdge(edge).equals(root)) return undefined;
  const expected = perfectSubtrees({ start: 0, end: size }).length;
  return edge.length === expected ? edge : undefined;
}

export function edgeText(edge: readonly Hash[]): string {
  return edge.map((hash) => hash.toString('hex')).join('');
}
