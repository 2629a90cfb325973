import type { Reader } from '../../store/database.ts';
import type { Authority } from '../authority.ts';
import { parseEntryBody, type StoredEntry } from '../entry.ts';
import { chainEntries } from '../store.ts';
import { findTakeover, LOG_CHAIN } from '../taken-over.ts';
import { leavesOf } from '../tree/store.ts';
import { SET_ASIDE, type SetAside, type SetAsides } from './set-aside.ts';

const PAGE = 1_000;

/**
 * What was set aside, as the entries tell which the key vouches for, and what that key was told when it took over from another.
 * Without the key (an auditor) the signed tree vouches for them.
 */
export async function findSetAsides(reader: Reader, authority: Authority | undefined): Promise<SetAsides> {
  const found = new Map<number, SetAside>();
  const before = authority && (await findTakeover(reader, authority));
  for (const one of before?.setAside ?? []) found.set(one.id, one);
  for (let seq = 0, full = true; full; ) {
    const page = await chainEntries(reader, LOG_CHAIN, seq, PAGE);
    const statements = page.filter(({ kind }) => kind === SET_ASIDE);
    for (const entry of await vouched(reader, authority, statements))
      for (const one of statementOf(entry)) found.set(one.id, one);
    seq = page.at(-1)?.seq ?? seq;
    full = page.length === PAGE;
  }
  return found;
}

async function vouched(
  reader: Reader,
  authority: Authority | undefined,
  entries: readonly StoredEntry[],
): Promise<readonly StoredEntry[]> {
  if (authority !== undefined) return entries.filter(({ hash, mac }) => authority.vouches(hash, mac));
  const leaves = await leavesOf(
    reader,
    entries.map(({ id }) => id),
  );
  return entries.filter(({ id }) => leaves.has(id));
}

function statementOf({ body }: StoredEntry): readonly SetAside[] {
  return (parseEntryBody(body)?.data.entries ?? []) as unknown as readonly SetAside[];
}
