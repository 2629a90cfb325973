import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { OpsError } from '../../errors.ts';
import { STORED_EVERY } from '../edge.ts';
import { anyOf, inOrder, type Keys } from '../keys.ts';
import { parseVerifier, type Verifier } from '../note.ts';
import { type Replayers, walkChains } from '../verify/chain-walk.ts';
import { type ClaimedCheckpoint, checkPrevious, openClaim } from '../verify/claim.ts';
import { collectFindings, type Findings } from '../verify/finding.ts';
import { walkLeaves } from '../verify/leaf-walk.ts';
import { type RetainedClaims, retainedClaims, truncated } from '../verify/retained-claims.ts';
import type { Verification } from '../verify/verify.ts';
import { type ExportedEntry, type ExportLine, exportLine } from './format.ts';
import { createLeafTable, type LeafTable } from './leaf-table.ts';

export interface VerifyExportOptions {
  /** The JSON lines file. */
  readonly path: string;
  /** The key that is expected; without it the export's own word is taken, which proves only that it is whole. */
  readonly verifier?: Verifier | undefined;
  /** Keys that were retired on purpose, newest first. */
  readonly former?: readonly Verifier[];
  /** Checkpoints that were kept elsewhere: the text of a file of notes. */
  readonly retained?: string | undefined;
  readonly replayers?: Replayers;
}

/**
 * Proves an export without the database.
 * @throws OpsError when the file is not an export at all.
 */
export async function verifyExport(options: VerifyExportOptions): Promise<Verification> {
  const { path, retained, former, replayers = {} } = options;
  const findings = collectFindings();
  const lines = readLines(path, findings);
  const head = (await lines.next()).value;
  if (head?.type !== 'log') throw notAnExport(path);
  const verifier = options.verifier ?? exportedKey(head.key, path);
  if (head.key !== verifier.text) {
    findings.add({ problem: 'key.changed', expected: verifier.text, found: head.key });
  }
  const table = createLeafTable(head.size);
  const chains = walkChains(replayers, findings);
  const claims: ClaimedCheckpoint[] = [];
  let end: Extract<ExportLine, { type: 'end' }> | undefined;
  for await (const line of lines) {
    if (line.type === 'entry') {
      chains.take(line);
      placeEntry(line, table, findings);
    } else if (line.type === 'leaf') place(table, line.index, line.hash, null, line.entryId, findings);
    else if (line.type === 'checkpoint') claims.push(line);
    else if (line.type === 'end') end = line;
  }
  chains.end();
  checkEnd(end, chains.entries, claims.length, findings);
  const kept = retainedClaims(retained, anyOf(verifier, former), findings);
  const leaves = compareTree(table, head.size, claims, kept, inOrder(verifier, former), findings);
  return {
    key: verifier.text,
    entries: chains.entries,
    chains: chains.chains,
    leaves,
    authenticated: null,
    setAside: 0,
    checkpoints: claims.length,
    retained: kept.count,
    problems: findings.total,
    findings: findings.list,
  };
}

function placeEntry(entry: ExportedEntry, table: LeafTable, findings: Findings): void {
  if (entry.leaf !== null) {
    place(table, entry.leaf.index, entry.leaf.hash, entry.hash, entry.id, findings);
    return;
  }
  findings.add({
    problem: 'entry.unsealed',
    chain: entry.chain,
    seq: entry.seq,
    entry: entry.id,
    expected: 'a leaf',
    found: 'none: it was not written by Keyturn, or its leaf was removed',
  });
}

function place(
  table: LeafTable,
  index: number,
  hash: string,
  entryHash: string | null,
  entry: number,
  findings: Findings,
): void {
  if (table.put(index, hash, entryHash, entry)) return;
  const found = 'a leaf that is there already, or that lies beyond the end';
  findings.add({ problem: 'export.damaged', leaf: index, entry, expected: 'each leaf once', found });
}

function compareTree(
  table: LeafTable,
  size: number,
  claims: readonly ClaimedCheckpoint[],
  kept: RetainedClaims,
  keys: Keys,
  findings: Findings,
): number {
  const walk = walkLeaves(findings, STORED_EVERY);
  const sorted = claims.toSorted((a, b) => a.size - b.size);
  let position = 0;
  let before = 0;
  const compareUpTo = (upTo: number): void => {
    while (kept.nextSize <= upTo) kept.compareNext(walk);
    for (let claim = sorted[position]; claim !== undefined && claim.size <= upTo; claim = sorted[position]) {
      const signed = openClaim(keys, claim, findings);
      if (signed !== undefined) checkPrevious(signed, before, findings);
      before = signed?.size ?? claim.size;
      if (signed !== undefined && signed.size === claim.size) walk.compare(signed, claim.edge);
      position += 1;
    }
  };
  for (const { entryHash, ...leaf } of table.leaves()) {
    compareUpTo(leaf.index);
    walk.take({ ...leaf, entry: entryHash === null ? null : { hash: entryHash } });
  }
  compareUpTo(walk.next);
  kept.end(walk.next);
  const largest = Math.max(size, sorted.at(-1)?.size ?? 0);
  if (largest > walk.next) findings.add(truncated(largest, walk.next, 'the export itself'));
  return walk.leaves;
}

function checkEnd(
  end: { entries: number; checkpoints: number } | undefined,
  entries: number,
  checkpoints: number,
  findings: Findings,
): void {
  if (end?.entries === entries && end.checkpoints === checkpoints) return;
  findings.add({
    problem: 'export.damaged',
    expected: end === undefined ? 'a last line' : `${end.entries} entries, ${end.checkpoints} checkpoints`,
    found:
      end === undefined ? 'an export that was cut off' : `${entries} entries, ${checkpoints} checkpoints`,
  });
}

async function* readLines(path: string, findings: Findings): AsyncGenerator<ExportLine, undefined> {
  let number = 0;
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    number += 1;
    const parsed = exportLine.safeParse(parseJson(text));
    if (parsed.success) yield parsed.data;
    else {
      const expected = `line ${number} to be a line of an export`;
      findings.add({ problem: 'export.damaged', expected, found: text.slice(0, 80) });
    }
  }
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The line is reported as damaged, with its beginning.
    return undefined;
  }
}

function exportedKey(text: string, path: string): Verifier {
  try {
    return parseVerifier(text);
  } catch (cause) {
    throw notAnExport(path, cause);
  }
}

function notAnExport(path: string, cause?: unknown): OpsError {
  return new OpsError(
    {
      code: 'audit.not_an_export',
      what: `${path} was not verified.`,
      why: 'It does not begin like an exported log.',
      next: 'Give a file that `keyturn audit export --format jsonl` wrote.',
    },
    { cause },
  );
}
