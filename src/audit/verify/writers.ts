import type { Database } from '../../store/database.ts';
import type { Authority } from '../authority.ts';
import type { StoredEntry } from '../entry.ts';
import { findSetAsides } from '../set-aside/find.ts';
import type { SetAsides } from '../set-aside/set-aside.ts';
import { findTakeover } from '../taken-over.ts';
import { leavesOf } from '../tree/store.ts';
import type { Finding } from './finding.ts';
import type { Judge } from './told.ts';

/** Tells which entries Keyturn wrote, with the key that the database does not hold. */
export interface Writers {
  readonly judge: Judge;
  /** What somebody with the key said is no entry. */
  readonly setAside: SetAsides;
}

/** @returns undefined without a key, or when the log does not say from where on it is authenticated. */
export async function writersOf(
  db: Database,
  authority: Authority | undefined,
): Promise<Writers | undefined> {
  const takeover = authority && (await db.read((reader) => findTakeover(reader, authority)));
  if (authority === undefined || takeover === undefined) return undefined;
  const start = (await db.read((reader) => leavesOf(reader, [takeover.id]))).get(takeover.id);
  return {
    setAside: await db.read((reader) => findSetAsides(reader, authority)),
    async judge(reader, page) {
      const ids = page.filter(({ hash, mac }) => !authority.vouches(hash, mac)).map(({ id }) => id);
      const leaves = await leavesOf(reader, ids);
      // What stands in the tree before the takeover is older than the key; the tree holds it.
      const isOlder = (id: number): boolean => {
        const leaf = leaves.get(id);
        return start === undefined ? leaf !== undefined || id < takeover.id : (leaf ?? start) < start;
      };
      return {
        foreign: new Set(ids.filter((id) => !isOlder(id))),
        older: new Set(ids.filter(isOlder)),
      };
    },
  };
}

export function foreignEntry({ chain, seq, id, mac }: StoredEntry): Finding {
  return {
    problem: 'entry.foreign',
    chain,
    seq,
    entry: id,
    expected: 'the code of the key over its hash',
    found: mac === null ? 'no code' : 'a code of another key, or for another entry',
  };
}
