import type { Checkpoint } from '../checkpoint.ts';
import { parseEdge } from '../edge.ts';
import { type GrowingTree, growTree, type Hash, leafHash, type Subtree } from '../merkle.ts';
import type { Findings } from './finding.ts';

/** A leaf as it is stored, and what its entry says now; null when the entry is gone. */
export interface Leaf {
  readonly index: number;
  readonly hash: string;
  readonly entryId: number;
  readonly entry: { readonly hash: string; readonly chain?: string; readonly seq?: number } | null;
}

export interface LeafWalk {
  /** Leaves seen so far, and the index that the next one should have. */
  readonly leaves: number;
  readonly next: number;
  /** Takes leaves by index. */
  take(leaf: Leaf): void;
  /**
   * Compares the tree with a signed checkpoint; called once `next` has reached its size.
   * @param edge what is stored beside it to grow the tree from, if anything is.
   */
  compare(signed: Checkpoint, edge: string | undefined): void;
  /** How many stored inner nodes became complete since they were last taken. */
  readonly grown: number;
  takeGrown(): readonly (Subtree & { readonly hash: Hash })[];
}

const SHA256_HEX = /^[0-9a-f]{64}$/;

/** Computes the tree anew, leaf by leaf, and compares it with what was signed. */
export function walkLeaves(findings: Findings, storedEvery: number): LeafWalk {
  let tree: GrowingTree = growTree();
  let nodes: (Subtree & { hash: Hash })[] = [];
  let leaves = 0;
  let next = 0;
  /** The tree is known to be right up to here; what is wrong was done after. */
  let good = 0;
  let firstAfterGood: Leaf | undefined;

  return {
    get leaves() {
      return leaves;
    },
    get next() {
      return next;
    },
    take(leaf) {
      if (leaf.index !== next) reportGap(next, leaf.index, findings);
      checkLeaf(leaf, findings);
      firstAfterGood ??= leaf;
      // After a gap the tree cannot grow until a checkpoint gives it a new start.
      if (tree.size === leaf.index) {
        tree.append(leafHash(Buffer.from(leaf.hash, 'hex')), (node, hash) => {
          if (node.height % storedEvery === 0) nodes.push({ ...node, hash });
        });
      }
      leaves += 1;
      next = leaf.index + 1;
    },
    compare(signed, edge) {
      const start = edge === undefined ? undefined : parseEdge(edge, signed.size, signed.root);
      if (edge !== undefined && start === undefined) {
        findings.add({
          problem: 'checkpoint.altered',
          checkpoint: signed.size,
          expected: 'the edge of the tree that was signed',
          found: 'another edge',
        });
      }
      const known = tree.size === signed.size;
      const right = known && tree.root().equals(signed.root);
      if (known && !right) reportRoot(signed, tree.root(), good, firstAfterGood, findings);
      // The signed edge is as good as the leaves themselves: with it, what comes later can still be checked.
      if (!right && start !== undefined) tree = growTree(signed.size, start);
      if (right || start !== undefined) {
        good = signed.size;
        firstAfterGood = undefined;
      }
    },
    get grown() {
      return nodes.length;
    },
    takeGrown() {
      const complete = nodes;
      nodes = [];
      return complete;
    },
  };
}

function checkLeaf(leaf: Leaf, findings: Findings): void {
  if (leaf.hash === leaf.entry?.hash && SHA256_HEX.test(leaf.hash)) return;
  const at = { leaf: leaf.index, entry: leaf.entryId };
  if (leaf.entry === null) {
    findings.add({
      problem: 'entry.missing',
      ...at,
      expected: `an entry with the hash ${leaf.hash}`,
      found: 'no entry',
    });
    return;
  }
  const { hash, ...name } = leaf.entry;
  findings.add({ problem: 'leaf.hash', ...at, ...name, expected: hash, found: leaf.hash });
}

function reportGap(expected: number, found: number, findings: Findings): void {
  const missing = found - 1 > expected ? `leaves ${expected} to ${found - 1}` : `leaf ${expected}`;
  findings.add({ problem: 'leaf.missing', leaf: expected, expected: missing, found: `leaf ${found}` });
}

function reportRoot(
  signed: Checkpoint,
  computed: Hash,
  good: number,
  first: Leaf | undefined,
  findings: Findings,
): void {
  const { hash: _, ...name } = first?.entry ?? { hash: '' };
  const place = first === undefined ? {} : { ...name, entry: first.entryId };
  findings.add({
    problem: 'tree.root',
    checkpoint: signed.size,
    // With one leaf in question the entry is named; with several it is one of them.
    ...(signed.size - good === 1 ? { leaf: good, ...place } : {}),
    expected: `root ${signed.root.toString('hex')}, as it was signed`,
    found: `root ${computed.toString('hex')}: leaves ${good} to ${signed.size - 1} are not those that were signed`,
  });
}
