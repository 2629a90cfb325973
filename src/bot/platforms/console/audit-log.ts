import { aboutOf } from '../../../audit/about.ts';
import { CHAIN_START, entryBody, entryHash } from '../../../audit/entry.ts';
import type { Verifier } from '../../../audit/note.ts';
import { type Called, principalsIn, sentenceOf } from '../../../audit/sentence.ts';
import { type ShownChain, type ShownEntry, showChain } from '../../../audit/show.ts';
import type { People } from '../../../people/service.ts';
import type { Database } from '../../../store/database.ts';
import type { InclusionStatus, LogReader, LogView } from './log-view.ts';
import { recentChains } from './store.ts';

// A run with more entries than this is shown up to here.
const ENTRIES = 1000;

export interface AuditLogDeps {
  readonly db: Database;
  readonly verifier: Verifier;
  /** What people are called. */
  readonly names: People['named'];
  readonly search: LogReader['search'];
}

/** The page's view of the audit log; every proof is checked again whenever somebody looks. */
export function createAuditLog({ db, verifier, names, search }: AuditLogDeps): LogReader {
  return {
    search,
    recent: (limit) => db.read((reader) => recentChains(reader, limit)),
    async logOf(subject) {
      const shown = await showChain({ db, verifier, chain: subject, limit: ENTRIES });
      if (shown.entries.length === 0) return undefined;
      const ids = new Set(shown.entries.flatMap(({ record }) => principalsIn(record)));
      const known = await db.read((reader) => names(reader, [...ids]));
      return viewOf(shown, (id) => known.get(id)?.name ?? id);
    },
  };
}

function viewOf({ chain, entries, checkpoint }: ShownChain, called: Called): LogView {
  const size = checkpoint?.size ?? 0;
  const first = entries.find(({ record }) => record.seq === 1);
  return {
    subject: chain,
    about: aboutOf(chain, first === undefined ? null : entryBody(first.record)),
    chain: linkage(entries),
    entries: entries.map((entry, index) => ({
      seq: entry.record.seq,
      kind: entry.record.kind,
      sentence: sentenceOf(entry.record, called),
      actor: entry.record.actor,
      at: entry.record.at,
      data: entry.record.data,
      previous: previousOf(entries, index),
      hash: entry.hash,
      proof: statusOf(entry, size),
    })),
    ...(checkpoint ? { checkpoint: { size, root: checkpoint.root.toString('hex'), at: checkpoint.at } } : {}),
  };
}

/** Computes every hash from the one before and says where the first does not follow. */
function linkage(entries: readonly ShownEntry[]): LogView['chain'] {
  for (const [index, { record, hash }] of entries.entries()) {
    if (record.seq !== index + 1) return { ok: false, seq: index + 1, why: 'it is missing' };
    if (entryHash(previousOf(entries, index), entryBody(record)) !== hash) {
      return { ok: false, seq: record.seq, why: 'its hash does not follow from the entry before' };
    }
  }
  return { ok: true };
}

function previousOf(entries: readonly ShownEntry[], index: number): string {
  return entries[index - 1]?.hash ?? CHAIN_START;
}

function statusOf({ seal, proof }: ShownEntry, treeSize: number): InclusionStatus {
  if (seal === 'sealed' && proof) return { state: 'proved', index: proof.leaf, treeSize };
  if (seal === 'waiting') return { state: 'pending' };
  return { state: 'failed', why: 'the entry is not what was signed' };
}
