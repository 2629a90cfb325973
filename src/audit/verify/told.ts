import type { Reader } from '../../store/database.ts';
import { pagesOf } from '../../store/pages.ts';
import type { AuditRecord, StoredEntry } from '../entry.ts';
import { chainEntries } from '../store.ts';
import { listenTo } from './listener.ts';

/** Entries that no code of the key vouches for, by id; none where nobody can tell. */
export interface Judgement {
  /** Keyturn did not write them. */
  readonly foreign: ReadonlySet<number>;
  /** They were there when the key took the log over. */
  readonly older: ReadonlySet<number>;
}

export type Judge = (reader: Reader, page: readonly StoredEntry[]) => Promise<Judgement>;

const PAGE = 1_000;

/** What one chain tells, read page by page. */
export async function* told(
  reader: Reader,
  chain: string,
  judge: Judge,
): AsyncGenerator<readonly AuditRecord[]> {
  const listener = listenTo(chain);
  const pages = pagesOf<StoredEntry>(PAGE, (last) => chainEntries(reader, chain, last?.seq ?? 0, PAGE));
  for await (const page of pages) {
    const { foreign } = await judge(reader, page);
    yield page
      .map((entry) => listener.take(entry, foreign.has(entry.id)))
      .filter((record) => record !== undefined);
  }
}
