import type { Database } from '../../store/database.ts';
import { pagesAhead } from '../../store/pages.ts';
import type { Authority } from '../authority.ts';
import { STORED_EVERY } from '../edge.ts';
import type { StoredEntry } from '../entry.ts';
import { anyOf, inOrder, type Keys } from '../keys.ts';
import type { Verifier } from '../note.ts';
import { findSetAsides } from '../set-aside/find.ts';
import type { SetAsides } from '../set-aside/set-aside.ts';
import { CHAINS_START, entriesAfter } from '../store.ts';
import { type CheckpointRow, checkpointsAfter, lastCheckpoint, selectNodes } from '../tree/store.ts';
import { type Replayers, walkChains } from './chain-walk.ts';
import { checkPrevious, openClaim } from './claim.ts';
import { collectFindings, type Finding, type Findings } from './finding.ts';
import { type Leaf, type LeafWalk, walkLeaves } from './leaf-walk.ts';
import { type RetainedClaims, retainedClaims, truncated } from './retained-claims.ts';
import { leavesFrom, strayEntries, strayPending } from './store.ts';
import { type Tables, walkTables } from './tables.ts';
import type { Judgement } from './told.ts';
import { foreignEntry, type Writers, writersOf } from './writers.ts';

export interface VerifyOptions {
  readonly db: Database;
  /** The public key that the log is expected to be signed with, from `log.pub` or from where it was kept. */
  readonly verifier: Verifier;
  /** Keys that were retired on purpose, newest first. */
  readonly former?: readonly Verifier[];
  /** Checkpoints that were kept elsewhere: the text of a file of notes. */
  readonly retained?: string | undefined;
  readonly replayers?: Replayers;
  /** Checks who wrote the entries; it needs the secret key, so an auditor does without. */
  readonly authority?: Authority | undefined;
  /** What is compared with the log, row by row. */
  readonly tables?: Tables;
}

export interface Verification {
  readonly key: string;
  readonly entries: number;
  readonly chains: number;
  readonly leaves: number;
  readonly checkpoints: number;
  /** Entries that the key vouches for; null when that was not checked. */
  readonly authenticated: number | null;
  /** Foreign entries that somebody with the key set aside: they tell nothing. */
  readonly setAside: number;
  /** Checkpoints from elsewhere that were compared. */
  readonly retained: number;
  /** How many problems there are; `findings` holds the first of them. */
  readonly problems: number;
  readonly findings: readonly Finding[];
}

const PAGE = 1_000;
/** Inner nodes that are compared at once: there is one stored for 255 leaves. */
const NODES = 100;
const NONE: Tables = { byChain: {}, whole: [] };
const NOBODY: Judgement = { foreign: new Set(), older: new Set() };
/** Strays that are counted of each kind; there are none, or somebody was busy. */
const STRAYS = 10_000;

/**
 * Proves the whole log, or says what is wrong with it: bodies, chains, tree, signatures, what the entries tell, and
 * whether the tables say the same. Reads page by page beside the running program; memory does not grow with the log.
 */
export async function verifyLog(options: VerifyOptions): Promise<Verification> {
  const { db, verifier, former, retained, replayers = {}, tables = NONE } = options;
  const findings = collectFindings();
  const claims = retainedClaims(retained, anyOf(verifier, former), findings);
  const writers = await writersOf(db, options.authority);
  const setAside = writers?.setAside ?? (await db.read((reader) => findSetAsides(reader, undefined)));
  const chains = await verifyChains(db, replayers, tables, writers, setAside, findings);
  const tree = await verifyTree(db, inOrder(verifier, former), claims, findings);
  await findStrays(db, setAside, findings);
  return {
    key: verifier.text,
    entries: chains.entries,
    chains: chains.chains,
    leaves: tree.leaves,
    authenticated: chains.authenticated,
    setAside: chains.setAside,
    checkpoints: tree.checkpoints,
    retained: claims.count,
    problems: findings.total,
    findings: findings.list,
  };
}

async function verifyChains(
  db: Database,
  replayers: Replayers,
  tables: Tables,
  writers: Writers | undefined,
  setAside: SetAsides,
  findings: Findings,
) {
  const judge = writers?.judge ?? (async () => NOBODY);
  const rows = walkTables(db, tables, judge, findings);
  const walk = walkChains(replayers, findings, rows.take);
  let authenticated = 0;
  let count = 0;
  const pages = pagesAhead<StoredEntry>(PAGE, (last) =>
    db.read((reader) => entriesAfter(reader, last ?? CHAINS_START, PAGE)),
  );
  for await (const page of pages) {
    const { foreign, older } = await db.read((reader) => judge(reader, page));
    for (const entry of page) {
      const aside = walk.take(entry, foreign.has(entry.id), setAside.get(entry.id));
      if (aside) count += 1;
      else if (foreign.has(entry.id)) findings.add(foreignEntry(entry));
      else if (!older.has(entry.id)) authenticated += 1;
    }
    await rows.flush();
  }
  walk.end();
  await rows.end();
  const { entries, chains } = walk;
  return { entries, chains, setAside: count, authenticated: writers === undefined ? null : authenticated };
}

async function verifyTree(db: Database, keys: Keys, retained: RetainedClaims, findings: Findings) {
  const walk = walkLeaves(findings, STORED_EVERY);
  const stored = await readCheckpoints(db);
  let checkpoints = 0;
  let before = 0;

  async function compareUpTo(size: number): Promise<void> {
    while (retained.nextSize <= size) retained.compareNext(walk);
    for (let row = stored.next(); row !== undefined && row.size <= size; row = stored.next()) {
      before = compareStored(walk, keys, row, before, findings);
      checkpoints += 1;
      await stored.advance();
    }
  }

  const pages = pagesAhead<Leaf>(PAGE, (last) =>
    db.read((reader) => leavesFrom(reader, (last?.index ?? -1) + 1, PAGE)),
  );
  for await (const page of pages) {
    for (const leaf of page) {
      // Only a checkpoint that is due costs an await.
      if (Math.min(retained.nextSize, stored.next()?.size ?? Infinity) <= leaf.index)
        await compareUpTo(leaf.index);
      walk.take(leaf);
    }
    if (walk.grown >= NODES) await compareNodes(db, walk, findings);
  }
  await compareNodes(db, walk, findings);
  await compareUpTo(walk.next);
  retained.end(walk.next);
  checkpoints += await reportUnreached(stored, keys, walk.next, findings);
  return { leaves: walk.leaves, checkpoints };
}

/** @returns the size that the next checkpoint has to name. */
function compareStored(
  walk: LeafWalk,
  keys: Keys,
  row: CheckpointRow,
  before: number,
  findings: Findings,
): number {
  const signed = openClaim(keys, row, findings);
  if (signed !== undefined) checkPrevious(signed, before, findings);
  if (signed !== undefined && signed.size === row.size) walk.compare(signed, row.edge);
  return signed?.size ?? row.size;
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
  const nodes = walk.takeGrown();
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

async function findStrays(db: Database, setAside: SetAsides, findings: Findings): Promise<void> {
  for (const { id, chain, seq } of await db.read((reader) => strayEntries(reader, STRAYS))) {
    if (setAside.has(id)) continue;
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
