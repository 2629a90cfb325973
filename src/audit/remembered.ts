import { setNewest } from '../newest.ts';
import type { Tx } from '../store/database.ts';
import { type Authority, authorityIn } from './authority.ts';
import type { Tip } from './tip.ts';

/** Chains whose ends a process remembers; of older ones it forgets the end. */
const MOST = 10_000;

/**
 * The end of each chain as this process committed it last. The database can be set back, entry and row together, and
 * everything that is left is genuine: only somebody who remembers notices before the next `keyturn audit verify`.
 */
const ends = new WeakMap<Authority, Map<string, Tip>>();

/** Remembers an entry that was just written, once it is committed. */
export function rememberEnd(tx: Tx, chain: string, tip: Tip): void {
  const authority = authorityIn(tx);
  if (authority === undefined) return;
  tx.afterCommit(() => {
    const known = ends.get(authority) ?? new Map<string, Tip>();
    ends.set(authority, known);
    if ((known.get(chain)?.seq ?? 0) > tip.seq) return;
    setNewest(known, chain, tip, MOST);
  });
}

/** Ask before the chain is read: whatever was committed by then must be in it. */
export function rememberedEnd(authority: Authority | undefined, chain: string): Tip | undefined {
  return authority && ends.get(authority)?.get(chain);
}
