import { readAuthentic } from '../../audit/authentic.ts';
import { authorityIn } from '../../audit/authority.ts';
import { entryHash } from '../../audit/entry.ts';
import type { Reader } from '../../store/database.ts';
import type { WrittenRow } from '../store.ts';

/**
 * Whether Keyturn wrote these entries of a chain as they stand. The code of each covers its text and its place; only where one has none
 * that fits (what an older version wrote, what was set aside) is the whole chain read.
 */
export async function isAsWritten(
  reader: Reader,
  chain: string,
  rows: readonly WrittenRow[],
): Promise<boolean> {
  const authority = authorityIn(reader);
  const isOurs = rows.every(
    ({ previous, body, hash, mac }) =>
      entryHash(previous, body) === hash && authority?.vouches(hash, mac) === true,
  );
  return isOurs || (await readAuthentic(reader, chain)) !== undefined;
}
