import { type AuditRecord, CHAIN_START, entryHash, parseEntryBody, type StoredEntry } from '../entry.ts';
import type { Findings } from './finding.ts';

/** Checks a chain's history against the rules of its room, from its entries alone. */
export type Replayer = (entries: readonly AuditRecord[]) => readonly { seq: number; problem: string }[];

/** By what a chain's name begins with, e.g. `request` for `request/apr-7k2m9q4t`. */
export type Replayers = Readonly<Record<string, Replayer>>;

export interface ChainWalk {
  readonly entries: number;
  readonly chains: number;
  /** Takes the entries of one chain after the other, each by number. */
  take(entry: StoredEntry): void;
  /** Ends the last chain. */
  end(): void;
}

/** Checks bodies, copies, links and numbers, holding no more than one chain in memory. */
export function walkChains(replayers: Replayers, findings: Findings): ChainWalk {
  let entries = 0;
  let chains = 0;
  let chain: string | undefined;
  let seq = 0;
  let hash = CHAIN_START;
  let replayer: Replayer | undefined;
  let records: AuditRecord[] = [];

  function begin(name: string): void {
    end();
    chains += 1;
    chain = name;
    seq = 0;
    hash = CHAIN_START;
    replayer = replayers[name.slice(0, Math.max(name.indexOf('/'), 0))];
  }

  function end(): void {
    if (chain === undefined || replayer === undefined) return;
    for (const { seq: at, problem } of replayer(records)) {
      const id = records.find((record) => record.seq === at)?.id;
      findings.add({
        problem: 'replay',
        chain,
        seq: at,
        ...(id === undefined ? {} : { entry: id }),
        expected: 'a step that the rules allow',
        found: problem,
      });
    }
    records = [];
    replayer = undefined;
  }

  return {
    get entries() {
      return entries;
    },
    get chains() {
      return chains;
    },
    take(entry) {
      if (entry.chain !== chain) begin(entry.chain);
      entries += 1;
      checkPlace(entry, seq, hash, findings);
      const record = checkContent(entry, findings);
      if (replayer !== undefined && record !== undefined) records.push(record);
      seq = entry.seq;
      // The stored hash, even when it is wrong: one wrong entry is one finding, not one for each that follows.
      hash = entry.hash;
    },
    end,
  };
}

function checkPlace(entry: StoredEntry, seq: number, hash: string, findings: Findings): void {
  const name = { chain: entry.chain, seq: entry.seq, entry: entry.id };
  if (entry.seq !== seq + 1) {
    const missing = entry.seq - 1 > seq + 1 ? `entries ${seq + 1} to ${entry.seq - 1}` : `entry ${seq + 1}`;
    findings.add({ problem: 'chain.gap', ...name, expected: missing, found: `entry ${entry.seq}` });
    return;
  }
  if (entry.previous !== hash) {
    findings.add({ problem: 'chain.link', ...name, expected: hash, found: entry.previous });
  }
}

function checkContent(entry: StoredEntry, findings: Findings): AuditRecord | undefined {
  const name = { chain: entry.chain, seq: entry.seq, entry: entry.id };
  const computed = entryHash(entry.previous, entry.body);
  if (computed !== entry.hash) {
    findings.add({ problem: 'entry.hash', ...name, expected: computed, found: entry.hash });
  }
  const told = parseEntryBody(entry.body);
  if (told === undefined) {
    findings.add({ problem: 'entry.body', ...name, expected: 'the body of an entry', found: entry.body });
    return undefined;
  }
  const copies: readonly [string, string | number, string | number][] = [
    ['chain', told.chain, entry.chain],
    ['kind', told.kind, entry.kind],
    ['at', told.at.getTime(), entry.atMs],
  ];
  for (const [column, expected, found] of copies) {
    if (expected === found) continue;
    findings.add({
      problem: 'entry.copy',
      ...name,
      expected: `${column} ${expected}, as in the body`,
      found: `${column} ${found}`,
    });
  }
  return { ...told, id: entry.id, seq: entry.seq };
}
