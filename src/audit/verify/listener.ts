import type { Sha256Hex } from '../../canonical.ts';
import {
  type AuditEntry,
  type AuditRecord,
  CHAIN_START,
  entryHash,
  parseEntryBody,
  type StoredEntry,
} from '../entry.ts';

/** What a chain tells through those of its entries that Keyturn wrote. */
export interface ToldChain {
  readonly chain: string;
  readonly records: readonly AuditRecord[];
}

/** What follows from the text of an entry: the hash that it must have, and what it tells. */
export interface Content {
  readonly hash: Sha256Hex;
  /** Undefined when it is not the body of an entry. */
  readonly told: AuditEntry | undefined;
}

export function contentOf({ previous, body }: StoredEntry): Content {
  return { hash: entryHash(previous, body), told: parseEntryBody(body) };
}

/** Goes along a chain, and leaves out what is not part of it. */
export interface Listener {
  /**
   * @param content of this entry, where it was worked out already.
   * @returns what the entry tells, if Keyturn wrote it, and wrote it there.
   */
  take(entry: StoredEntry, foreign: boolean, content?: Content): AuditRecord | undefined;
}

export function listenTo(chain: string): Listener {
  let seq = 0;
  let hash = CHAIN_START;
  return {
    take(entry, foreign, content) {
      // What stands after a hole was written there too: that something is missing is another finding.
      const placed = entry.seq !== seq + 1 || entry.previous === hash;
      ({ seq, hash } = entry);
      if (foreign || !placed) return undefined;
      const { hash: right, told } = content ?? contentOf(entry);
      if (right !== entry.hash || told?.chain !== chain) return undefined;
      return { ...told, id: entry.id, seq: entry.seq };
    },
  };
}
