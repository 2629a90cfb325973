import type { Database } from '../../store/database.ts';
import { pagesOf } from '../../store/pages.ts';
import { STORED_EVERY } from '../edge.ts';
import type { StoredEntry } from '../entry.ts';
import { anyOf, inOrder, type Keys } from '../keys.ts';
import type { Verifier } from '../note.ts';
import {
  CHAINS_START,
  type CheckpointRow,
  checkpointsAfter,
  entriesAfter,
  lastCheckpoint,
  selectNodes,
} from '../store.ts';
import { type Replayers, walkChains } from './chain-walk.ts';
import { openClaim } from './claim.ts';
import { collectFindings, type Finding, type Findings } from './finding.ts';
import { type LeafWalk, walkLeaves } from './leaf-walk.ts';
import { type RetainedClaims, retainedClaims, truncated } from './retained-claims.ts';
import { leavesFrom, strayEntries, strayPending } from './store.ts';

export interface VerifyOptions {
  readonly db: Database;
  /** The public key that the log is expected to be signed with, from `log.pub` or from where it was kept. */
  readonly verifier: Verifier;
  /** Keys that were retired on purpose, newest first. */
  readonly former?: readonly Verifier[];
  /** Checkpoints that were kept elsewhere: the text of a file of notes. */
  readonly retained?: string | undefined;
  readonly replayers?: Replayers;
}

export interface Verification {
  readonly key: string;
  readonly entries: number;
  readonly chains: number;
  readonly leaves: number;
  readonly checkpoints: number;
  /** Checkpoints from elsewhere that were compared. */
  readonly retained: number;
  /** How many problems there are; `findings` holds the first of them. */
  readonly problems: number;
  readonly findings: readonly Finding[];
}

const PAGE = 1_000;
/** Strays that are counted of each kind; there are none, or somebody was busy. */
const STRAYS = 10_000;

/**
 * Proves the whole log, or says what is wrong with it: bodies, chains, tree, signatures, and what the entries
 * tell. Reads page by page beside the running program; memory does not grow with the log.
 */
export async function verifyLog(options: VerifyOptions): Promise<Verification> {
  const { db, verifier, former, retained, replayers = {} } = options;
  const findings = collectFindings();
  const claims = retainedClaims(retained, anyOf(verifier, former), findings);
  const chains = await verifyChains(db, replayers, findings);
  const tree = await verifyTree(db, inOrder(verifier, former), claims, findings);
  await findStrays(db, findings);
  return {
    key: verifier.text,
    entries: chains.entries,
    chains: chains.chains,
    leaves: tree.leaves,
    checkpoints: tree.checkpoints,
    retained: claims.count,
    problems: findings.total,
    findings: findings.list,
  };
}

async function verifyChains(db: Database, replayers: Replayers, findings: Findings) {
  const walk = walkChains(replayers, findings);
  const pages = pagesOf<StoredEntry>(PAGE, (last) =>
    db.read((reader) => entriesAfter(reader, last ?? CHAINS_START, PAGE)),
  );
  for await (const page of pages) {
    for (const entry of page) walk.take(entry);
  }
  walk.end();
  return walk;
}

async function verifyTree(db: Database, keys: Keys, retained: RetainedClaims, findings: Findings) {
  const walk = walkLeaves(findings, STORED_EVERY);
  const stored = await readCheckpoints(db);
  let checkpoints = 0;

  async function compareUpTo(size: number): Promise<void> {
    while (retained.nextSize <= size) retained.compareNext(walk);
    for (let row = stored.next(); row !== undefined && row.size <= size; row = stored.next()) {
      compareStored(walk, keys, row, findings);
      checkpoints += 1;
      await stored.advance();
    }
  }

  for await (const page of pagesOf(PAGE, () => db.read((reader) => leavesFrom(reader, walk.next, PAGE)))) {
    for (const leaf of page) {
      // Only a checkpoint that is due costs an await.
      if (Math.min(retained.nextSize, stored.next()?.size ?? Infinity) <= leaf.index)
        await compareUpTo(leaf.index);
      walk.take(leaf);
    }
    await compareNodes(db, walk, findings);
  }
  await compareUpTo(walk.next);
  retained.end(walk.next);
  checkpoints += await reportUnreached(stored, keys, walk.next, findings);
  return { leaves: walk.leaves, checkpoints };
}

function compareStored(walk: LeafWalk, keys: Keys, row: CheckpointRow, findings: Findings): void {
  const signed = openClaim(keys, row, findings);
  if (signed !== undefined && signed.size === row.size) walk.compare(signed, row.edge);
}

/** Checkpoints for more leaves than there are: one finding, for the largest. */
async function reportUnreached(
  stored: CheckpointPages,
  keys: Keys,
  leaves: number,
  findings: Findings,
): Promise<number> {
  let count = 0;
  let largest = 0;
  for (let row = stored.next(); row !== undefined; row = stored.next()) {
    count += 1;
    largest = Math.max(largest, openClaim(keys, row, findings)?.size ?? 0);
    await stored.advance();
  }
  if (largest > leaves) findings.add(truncated(largest, leaves, 'its own checkpoint'));
  return count;
}

interface CheckpointPages {
  next(): CheckpointRow | undefined;
  advance(): Promise<void>;
}

async function readCheckpoints(db: Database): Promise<CheckpointPages> {
  // Those that are signed from here on may tell of leaves that were not read any more.
  const end = (await db.read(lastCheckpoint))?.size ?? 0;
  const load = async (after: number): Promise<readonly CheckpointRow[]> => {
    const rows = await db.read((reader) => checkpointsAfter(reader, after, PAGE));
    return rows.filter((row) => row.size <= end);
  };
  let page = await load(-1);
  let position = 0;
  return {
    next: () => page[position],
    async advance() {
      const last = page[position];
      position += 1;
      if (position < page.length || last === undefined || page.length < PAGE) return;
      page = await load(last.size);
      position = 0;
    },
  };
}

/** The stored inner nodes serve proofs only, but a wrong one would make true proofs look false. */
async function compareNodes(db: Database, walk: LeafWalk, findings: Findings): Promise<void> {
  const nodes = walk.grown();
  const ranges = nodes.map(({ height, index }) => ({ height, start: index, end: index + 1 }));
  const rows = await db.read((reader) => selectNodes(reader, ranges));
  const stored = new Map(rows.map((row) => [`${row.height}/${row.index}`, row.hash]));
  for (const { height, index, hash } of nodes) {
    const found = stored.get(`${height}/${index}`);
    if (found === hash.toString('hex')) continue;
    const first = index * 2 ** height;
    findings.add({
      problem: 'subtree.hash',
      leaf: first,
      expected: `${hash.toString('hex')} over leaves ${first} to ${first + 2 ** height - 1}`,
      found: found ?? 'nothing',
    });
  }
}

async function findStrays(db: Database, findings: Findings): Promise<void> {
  for (const { id, chain, seq } of await db.read((reader) => strayEntries(reader, STRAYS))) {
    findings.add({
      problem: 'entry.unsealed',
      chain,
      seq,
      entry: id,
      expected: 'a leaf, or a place on the waiting list',
      found: 'neither: it was not written by Keyturn, or its leaf was removed',
    });
  }
  for (const id of await db.read((reader) => strayPending(reader, STRAYS))) {
    findings.add({
      problem: 'entry.missing',
      entry: id,
      expected: 'an entry that waits for its leaf',
      found: 'no entry',
    });
  }
}
