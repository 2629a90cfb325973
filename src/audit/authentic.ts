import type { Reader, Tx } from '../store/database.ts';
import { authorityIn } from './authority.ts';
import { type AuditEntry, type AuditRecord, entryHash, parseEntryBody, type StoredEntry } from './entry.ts';
import { rememberedEnd } from './remembered.ts';
import { findSetAsides } from './set-aside/find.ts';
import { isSetAside, type SetAsides } from './set-aside/set-aside.ts';
import { chainEntries, knownEnd, START, startsOf } from './store.ts';
import { findTakeover } from './taken-over.ts';
import type { Tip } from './tip.ts';
import { recall, remember } from './verified.ts';

const PAGE = 1_000;

export interface AuthenticChain {
  readonly records: readonly AuditRecord[];
  /** Whether it ends where it stood when the key took the log over: older versions wrote less into an entry. */
  readonly old: boolean;
  /** Hash of its last entry. */
  readonly end: string;
}

/** What a transaction has read together: see {@link readTogether}. */
const readBefore = new WeakMap<Reader, Map<string, AuthenticChain>>();

/**
 * A whole chain, if Keyturn wrote every entry of it: each follows the one before it and carries the code of the key, or
 * belongs to what was taken over.
 * @returns undefined when one does not, or when there is none: what it tells must not be acted upon.
 */
export async function readAuthentic(reader: Reader, chain: string): Promise<AuthenticChain | undefined> {
  const before = readBefore.get(reader)?.get(chain);
  const end = before && (await knownEnd(reader, chain));
  if (before !== undefined && (end === undefined || end === before.end)) return before;
  return readAuthenticAfter(reader, chain, START);
}

/**
 * Reads chains for what is decided on them in this transaction, with one statement. {@link readAuthentic} gives each of
 * them, as long as it does not end otherwise by what was read under its lock: the last hash covers all before it.
 */
export async function readTogether(tx: Tx, chains: readonly string[]): Promise<void> {
  const read = new Map<string, AuthenticChain>();
  const authority = authorityIn(tx);
  const remembered = new Map(chains.map((chain) => [chain, rememberedEnd(authority, chain)]));
  const starts = await startsOf(tx, chains, PAGE);
  for (const chain of chains) {
    const entries = starts.filter((entry) => entry.chain === chain);
    // What is longer is read page by page.
    if (entries.length === PAGE || isSetBack(entries, START, remembered.get(chain))) continue;
    const found = await authenticated(tx, chain, START, entries);
    if (found !== undefined) read.set(chain, found);
  }
  readBefore.set(tx, read);
}

/**
 * The rest of a chain, of which all up to `after` was found authentic before.
 * @param upTo the number of the last entry to read; absent: all.
 */
export async function readAuthenticAfter(
  reader: Reader,
  chain: string,
  after: Tip,
  upTo = Number.POSITIVE_INFINITY,
): Promise<AuthenticChain | undefined> {
  const authority = authorityIn(reader);
  const remembered = rememberedEnd(authority, chain);
  const entries: StoredEntry[] = [];
  for (let page: readonly StoredEntry[] | undefined; page === undefined || page.length === PAGE; ) {
    page = await chainEntries(reader, chain, entries.at(-1)?.seq ?? after.seq, PAGE);
    entries.push(...page.filter(({ seq }) => seq <= upTo));
    if ((page.at(-1)?.seq ?? 0) >= upTo) break;
  }
  if (isSetBack(entries, after, remembered, upTo)) return undefined;
  return authenticated(reader, chain, after, entries);
}

async function authenticated(
  reader: Reader,
  chain: string,
  after: Tip,
  entries: readonly StoredEntry[],
): Promise<AuthenticChain | undefined> {
  const authority = authorityIn(reader);
  const known = new Map(
    entries.flatMap((entry): [number, AuditEntry][] => {
      const told = authority && recall(authority, entry);
      return told === undefined ? [] : [[entry.id, told]];
    }),
  );
  const strange = new Set(
    authority &&
      entries
        .filter(({ id, hash, mac }) => !known.has(id) && !authority.vouches(hash, mac))
        .map(({ id }) => id),
  );
  // Only a chain with something strange in it costs another look.
  const aside = authority && strange.size > 0 ? await findSetAsides(reader, authority) : NOTHING;
  const records = recordsIn(entries, chain, after, aside, known);
  if (records === undefined || records.length === 0) return undefined;
  if (authority !== undefined)
    for (const entry of entries)
      if (!known.has(entry.id) && !strange.has(entry.id)) remember(authority, entry);
  const end = entries.at(-1)?.hash ?? after.hash;
  const last = entries.findLastIndex(({ id }) => strange.has(id) && !aside.has(id));
  if (authority === undefined || last === -1) return { records, old: false, end };
  const taken = (await findTakeover(reader, authority))?.chains[chain];
  const taking = entries.findIndex(({ hash }) => hash === taken);
  return taking >= last ? { records, old: taking === entries.length - 1, end } : undefined;
}

const NOTHING: SetAsides = new Map();

/**
 * What the entries tell, each following the one before it; undefined when one does not.
 * @param known what those tell whose text was checked before, by id
 */
function recordsIn(
  entries: readonly StoredEntry[],
  chain: string,
  after: Tip,
  aside: SetAsides,
  known: ReadonlyMap<number, AuditEntry>,
): readonly AuditRecord[] | undefined {
  const records: AuditRecord[] = [];
  let tip = after;
  for (const entry of entries) {
    if (!isSetAside(aside.get(entry.id), entry, tip)) {
      const record = recordOf(entry, chain, tip.seq + 1, tip.hash, known.get(entry.id));
      if (record === undefined) return undefined;
      records.push(record);
    }
    tip = { seq: entry.seq, hash: entry.hash };
  }
  return records;
}

/** Whether a chain has lost, or has another, entry that this process wrote to it. */
function isSetBack(
  entries: readonly StoredEntry[],
  after: Tip,
  remembered: Tip | undefined,
  upTo = Number.POSITIVE_INFINITY,
): boolean {
  if (remembered === undefined || remembered.seq <= after.seq || remembered.seq > upTo) return false;
  return entries.findLast(({ seq }) => seq === remembered.seq)?.hash !== remembered.hash;
}

/** @param known what it tells, when its text was checked before */
function recordOf(
  entry: StoredEntry,
  chain: string,
  seq: number,
  before: string,
  known: AuditEntry | undefined,
): AuditRecord | undefined {
  if (entry.seq !== seq || entry.previous !== before) return undefined;
  if (known === undefined && entryHash(entry.previous, entry.body) !== entry.hash) return undefined;
  const told = known ?? parseEntryBody(entry.body);
  return told?.chain === chain ? { ...told, id: entry.id, seq: entry.seq } : undefined;
}
