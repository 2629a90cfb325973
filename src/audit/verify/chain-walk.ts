import { type AuditRecord, CHAIN_START, type StoredEntry } from '../entry.ts';
import { isSetAside, type SetAside } from '../set-aside/set-aside.ts';
import type { Findings } from './finding.ts';
import { type Content, contentOf, listenTo, type ToldChain } from './listener.ts';

/** Checks a chain's history against the rules of its room, from its entries alone. */
export type Replayer = (entries: readonly AuditRecord[]) => readonly { seq: number; problem: string }[];

/** By what a chain's name begins with, e.g. `request` for `request/apr-7k2m9q4t`. */
export type Replayers = Readonly<Record<string, Replayer>>;

export interface ChainWalk {
  readonly entries: number;
  readonly chains: number;
  /**
   * Takes the entries of one chain after the other, each by number.
   * @param foreign Keyturn did not write it.
   * @param aside what was said of it, if it was set aside.
   * @returns whether it is set aside: then it tells nothing.
   */
  take(entry: StoredEntry, foreign?: boolean, aside?: SetAside): boolean;
  /** Ends the last chain. */
  end(): void;
}

/**
 * Checks bodies, copies, links and numbers, holding no more than one chain in memory.
 * @param hear gets what each chain that can be replayed tells, once it has ended.
 */
export function walkChains(
  replayers: Replayers,
  findings: Findings,
  hear: (chain: ToldChain) => void = () => {},
): ChainWalk {
  let entries = 0;
  let chains = 0;
  let chain: string | undefined;
  let seq = 0;
  let hash = CHAIN_START;
  let replayer: Replayer | undefined;
  let records: AuditRecord[] = [];
  let listener = listenTo('');
  let heard: AuditRecord[] = [];

  function begin(name: string): void {
    end();
    chains += 1;
    chain = name;
    seq = 0;
    hash = CHAIN_START;
    listener = listenTo(name);
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
    hear({ chain, records: heard });
    records = [];
    heard = [];
    replayer = undefined;
  }

  return {
    get entries() {
      return entries;
    },
    get chains() {
      return chains;
    },
    take(entry, foreign = false, aside = undefined) {
      if (entry.chain !== chain) begin(entry.chain);
      entries += 1;
      if (isSetAside(aside, entry, { seq, hash })) {
        listener.take(entry, true);
        ({ seq, hash } = entry);
        return true;
      }
      checkPlace(entry, seq, hash, findings);
      const content = contentOf(entry);
      checkContent(entry, content, findings);
      if (replayer !== undefined) {
        const { told } = content;
        if (told !== undefined) records.push({ ...told, id: entry.id, seq: entry.seq });
        const record = listener.take(entry, foreign, content);
        if (record !== undefined) heard.push(record);
      }
      seq = entry.seq;
      // The stored hash, even when it is wrong: one wrong entry is one finding, not one for each that follows.
      hash = entry.hash;
      return false;
    },
    end,
  };
}

function checkPlace(entry: StoredEntry, seq: number, hash: string, findings: Findings): void {
  if (entry.seq !== seq + 1) {
    const missing = entry.seq - 1 > seq + 1 ? `entries ${seq + 1} to ${entry.seq - 1}` : `entry ${seq + 1}`;
    const found = `entry ${entry.seq}`;
    findings.add({ problem: 'chain.gap', ...nameOf(entry), expected: missing, found });
    return;
  }
  if (entry.previous !== hash) {
    findings.add({ problem: 'chain.link', ...nameOf(entry), expected: hash, found: entry.previous });
  }
}

function checkContent(entry: StoredEntry, { hash, told }: Content, findings: Findings): void {
  if (hash !== entry.hash) {
    findings.add({ problem: 'entry.hash', ...nameOf(entry), expected: hash, found: entry.hash });
  }
  if (told === undefined) {
    const expected = 'the body of an entry';
    findings.add({ problem: 'entry.body', ...nameOf(entry), expected, found: entry.body });
    return;
  }
  checkCopy(entry, 'chain', told.chain, entry.chain, findings);
  checkCopy(entry, 'kind', told.kind, entry.kind, findings);
  checkCopy(entry, 'at', told.at.getTime(), entry.atMs, findings);
}

function checkCopy<Value extends string | number>(
  entry: StoredEntry,
  column: string,
  expected: Value,
  found: Value,
  findings: Findings,
): void {
  if (expected === found) return;
  findings.add({
    problem: 'entry.copy',
    ...nameOf(entry),
    expected: `${column} ${expected}, as in the body`,
    found: `${column} ${found}`,
  });
}

function nameOf({ chain, seq, id }: StoredEntry) {
  return { chain, seq, entry: id };
}
