import type { Reader } from '../store/database.ts';
import type { Authority } from './authority.ts';
import { type AuditEntry, parseEntryBody, type StoredEntry } from './entry.ts';
import type { SetAside } from './set-aside/set-aside.ts';
import { chainEntries } from './store.ts';

/** What the log says about itself. */
export const LOG_CHAIN = 'log';
export const TAKEN_OVER = 'log.authenticated';
/** Times that a log was taken over by a key: its first, and each new one. */
const MOST = 1_000;

/**
 * The entry from which on every other must be authenticated by a key. What came before carries no code of this key,
 * and counts by the tree alone.
 */
export interface Takeover {
  readonly id: number;
  readonly hash: string;
  /** The ends of the chains that were taken over as they stood, by name. */
  readonly chains: Readonly<Record<string, string>>;
  /** What had been set aside by then. */
  readonly setAside: readonly SetAside[];
}

/** The first takeover that this key vouches for; undefined when the log knows none. */
export async function findTakeover(reader: Reader, authority: Authority): Promise<Takeover | undefined> {
  const entries = await chainEntries(reader, LOG_CHAIN, 0, MOST);
  const entry = entries.find(({ kind, hash, mac }) => kind === TAKEN_OVER && authority.vouches(hash, mac));
  return entry && takeoverOf(entry);
}

function takeoverOf({ id, hash, body }: StoredEntry): Takeover {
  const data: AuditEntry['data'] = parseEntryBody(body)?.data ?? {};
  return {
    id,
    hash,
    chains: (data.chains ?? {}) as Takeover['chains'],
    setAside: (data.setAside ?? []) as unknown as Takeover['setAside'],
  };
}
