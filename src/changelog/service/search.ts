import type { People } from '../../people/service.ts';
import type { Reader } from '../../store/database.ts';
import type { Altered, Change, ChangeQuery, Cursor, Listed } from '../change.ts';
import { changeIn, type ToldChange } from '../entries.ts';
import { type ToldRow, timelessEntries, toldEntries } from '../store.ts';
import { showChanges } from './shown.ts';
import { changesUnderWay, type UnderWay } from './under-way.ts';
import { isAsWritten } from './written.ts';

export interface ChangesFound {
  /** What is under way and may have changed something by now, the newest first; with the first page alone. */
  readonly underWay: readonly Listed[];
  /** Whether more than these are under way. */
  readonly isMoreUnderWay: boolean;
  /** The newest first, by when it was done. */
  readonly changes: readonly Listed[];
  /** Where to go on to older ones; undefined when all were looked at. */
  readonly before: Cursor | undefined;
}

export interface ChangeSearchDeps {
  readonly people: Pick<People, 'named'>;
  /** Whether a change counts. @param system of which it has to be; undefined: of any */
  isWanted(told: ToldChange, system: string | undefined): boolean;
}

const PAGE = 200;
/** So many entries are looked at before whoever asked hears how far that got. */
const LOOKED_AT = 10_000;
/** So many that nobody can place are told one by one: each is a finding of the verifier. */
const TIMELESS = 20;

/** Finds changes in the log. @param limit of those that have ended */
export async function searchChanges(
  reader: Reader,
  { people, isWanted }: ChangeSearchDeps,
  query: ChangeQuery,
  limit: number,
): Promise<ChangesFound> {
  const wanted = (told: ToldChange): boolean => isWanted(told, query.system);
  // What ends meanwhile is found twice, and never not at all.
  const live = await underWayIn(reader, query, wanted);
  const altered = await timeless(reader, query);
  const { changes, before } = await find(reader, query, limit, wanted);
  const ended = new Set(changes.map(({ chain }) => chain));
  const goingOn = live.changes.filter(({ chain }) => !ended.has(chain));
  return {
    underWay: await showChanges(reader, people, goingOn),
    isMoreUnderWay: live.isMore,
    changes: await showChanges(reader, people, [...altered, ...changes]),
    before,
  };
}

type IsWanted = (told: ToldChange) => boolean;

async function underWayIn(reader: Reader, query: ChangeQuery, wanted: IsWanted): Promise<UnderWay> {
  if (query.before !== undefined) return { changes: [], isMore: false };
  return changesUnderWay(reader, query, wanted);
}

async function timeless(reader: Reader, query: ChangeQuery): Promise<readonly Altered[]> {
  if (query.before !== undefined) return [];
  const rows = await timelessEntries(reader, query, TIMELESS);
  return rows.map(({ chain, at }) => ({ chain, at, isAltered: true }));
}

async function find(
  reader: Reader,
  query: ChangeQuery,
  limit: number,
  wanted: IsWanted,
): Promise<{ readonly changes: readonly (Change | Altered)[]; readonly before: Cursor | undefined }> {
  const changes: (Change | Altered)[] = [];
  let before = query.before;
  for (let looked = 0; looked < LOOKED_AT; looked += PAGE) {
    const page = await toldEntries(reader, { ...query, ...(before === undefined ? {} : { before }) }, PAGE);
    for (const row of page) {
      const found = await read(reader, row, wanted);
      before = { done: row.done, id: row.id };
      if (found !== undefined) changes.push(found);
      if (changes.length === limit) return { changes, before };
    }
    if (page.length < PAGE) return { changes, before: undefined };
  }
  return { changes, before };
}

async function read(reader: Reader, row: ToldRow, wanted: IsWanted): Promise<Change | Altered | undefined> {
  const { chain, entry, first, at } = row;
  const told = changeIn({ chain, body: entry.body, first: first?.body ?? null });
  const rows = first === null || first.hash === entry.hash ? [entry] : [entry, first];
  if (told === 'unreadable' || !(await isAsWritten(reader, chain, rows)))
    return { chain, at, isAltered: true };
  return told !== undefined && wanted(told) ? told.change : undefined;
}
