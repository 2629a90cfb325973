import { setNewest } from '../newest.ts';
import type { Authority } from './authority.ts';
import { type AuditEntry, parseEntryBody, type StoredEntry } from './entry.ts';

/** What is hashed and authenticated of an entry. */
type Sealed = Pick<StoredEntry, 'previous' | 'body' | 'hash' | 'mac'>;

interface Known extends Sealed {
  told: AuditEntry | undefined;
}

/** A request and its run have about a dozen entries, which are read in every turn. */
const KEPT = 1_000;
const LONGEST = 64 * 1024;

/** What each key has vouched for lately, by its hash, the oldest first. It spares arithmetic, never a look at the row. */
const known = new WeakMap<Authority, Map<string, Known>>();

/**
 * Remembers an entry whose hash fits and which the key vouches for, or has just authenticated.
 * @param told what its body tells, where that is known. Default: it is read when it is asked for.
 */
export function remember(
  authority: Authority,
  { previous, body, hash, mac }: Sealed,
  told?: AuditEntry,
): void {
  if (body.length > LONGEST) return;
  const all = known.get(authority) ?? new Map<string, Known>();
  known.set(authority, all);
  setNewest(all, hash, { previous, body, hash, mac, told }, KEPT);
}

/** What an entry tells that was found authentic before, letter by letter as its row has it now; else undefined. */
export function recall(authority: Authority, { previous, body, hash, mac }: Sealed): AuditEntry | undefined {
  const before = known.get(authority)?.get(hash);
  if (before?.previous !== previous || before.mac !== mac || before.body !== body) return undefined;
  before.told ??= parseEntryBody(body);
  return before.told;
}
