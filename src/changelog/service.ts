import { record } from '../audit/service.ts';
import type { Json } from '../canonical.ts';
import { OpsError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Jobs } from '../jobs/port.ts';
import type { Principal } from '../people/principal.ts';
import type { People } from '../people/service.ts';
import type { Registry } from '../runbook/definition/registry.ts';
import { isCutOff } from '../store/cut-off.ts';
import type { Database, Reader } from '../store/database.ts';
import {
  type Altered,
  CHANGE,
  type Change,
  type ChangeQuery,
  type ChangeWish,
  type Cursor,
  type Listed,
  type NotedChange,
  WRITE_CHANGE,
} from './change.ts';
import { counts, type Rules, rulesOf } from './counting.ts';
import { changeIn, notedEntry, type ToldChange } from './entries.ts';
import { showChanges } from './service/shown.ts';
import { changesUnderWay, type UnderWay } from './service/under-way.ts';
import { isAsWritten } from './service/written.ts';
import { type ToldRow, timelessEntries, toldEntries } from './store.ts';
import { checkWish } from './wish.ts';

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

export interface Changelog {
  /** What the runbook of a system says of its change log. */
  rules(system: string): Rules;
  /**
   * Writes a change down that no run made, and has its card posted.
   * @param place where, as things keep it
   * @throws OpsError, with the mistakes of its form
   */
  note(by: Principal, wish: ChangeWish, place: Json): Promise<NotedChange>;
  /**
   * @param limit of changes; fewer come where so many others had to be looked at that it goes on from there
   * @throws OpsError where the database ended the search
   */
  list(query: ChangeQuery, limit: number): Promise<ChangesFound>;
}

/** The kind of event that has the card of one posted. */
export const NOTED = 'change.noted';

export interface ChangelogDeps {
  readonly db: Database;
  readonly jobs: Pick<Jobs, 'emit'>;
  readonly people: Pick<People, 'authorize' | 'named'>;
  readonly registry: Pick<Registry, 'runbooks' | 'action'>;
}

const PAGE = 200;
/** So many entries are looked at before whoever asked hears how far that got. */
const LOOKED_AT = 10_000;
/** So many that nobody can place are told one by one: each is a finding of the verifier. */
const TIMELESS = 20;

/**
 * What was changed, as the log tells of it: runs that changed something are not written down a second time, and what people write
 * down is an entry of the log and nothing else.
 */
export function createChangelog({ db, jobs, people, registry }: ChangelogDeps): Changelog {
  const rules = (system: string): Rules => rulesOf(registry.runbooks().find(({ id }) => id === system));

  function isWanted({ change, run }: ToldChange, system: string | undefined): boolean {
    if (system !== undefined && change.system !== system) return false;
    if (run === undefined) return true;
    // Entries of older versions do not say it.
    const risk = run.risk ?? registry.action(run.action)?.action.risk;
    return counts(rules(change.system), { action: run.action, risk });
  }

  async function read(
    reader: Reader,
    row: ToldRow,
    system: string | undefined,
  ): Promise<Change | Altered | undefined> {
    const { chain, entry, first, at } = row;
    const told = changeIn({ chain, body: entry.body, first: first?.body ?? null });
    const rows = first === null || first.hash === entry.hash ? [entry] : [entry, first];
    if (told === 'unreadable' || !(await isAsWritten(reader, chain, rows)))
      return { chain, at, isAltered: true };
    return told !== undefined && isWanted(told, system) ? told.change : undefined;
  }

  async function find(
    reader: Reader,
    query: ChangeQuery,
    limit: number,
  ): Promise<{ readonly changes: readonly (Change | Altered)[]; readonly before: Cursor | undefined }> {
    const changes: (Change | Altered)[] = [];
    let before = query.before;
    for (let looked = 0; looked < LOOKED_AT; looked += PAGE) {
      const page = await toldEntries(reader, { ...query, ...(before === undefined ? {} : { before }) }, PAGE);
      for (const row of page) {
        const found = await read(reader, row, query.system);
        before = { done: row.done, id: row.id };
        if (found !== undefined) changes.push(found);
        if (changes.length === limit) return { changes, before };
      }
      if (page.length < PAGE) return { changes, before: undefined };
    }
    return { changes, before };
  }

  async function timeless(reader: Reader, query: ChangeQuery): Promise<readonly Altered[]> {
    if (query.before !== undefined) return [];
    const rows = await timelessEntries(reader, query, TIMELESS);
    return rows.map(({ chain, at }) => ({ chain, at, isAltered: true }));
  }

  async function underWayIn(reader: Reader, query: ChangeQuery): Promise<UnderWay> {
    if (query.before !== undefined) return { changes: [], isMore: false };
    return changesUnderWay(reader, query, (told) => isWanted(told, query.system));
  }

  async function search(reader: Reader, query: ChangeQuery, limit: number): Promise<ChangesFound> {
    // What ends meanwhile is found twice, and never not at all.
    const live = await underWayIn(reader, query);
    const altered = await timeless(reader, query);
    const { changes, before } = await find(reader, query, limit);
    const ended = new Set(changes.map(({ chain }) => chain));
    return {
      underWay: await showChanges(
        reader,
        people,
        live.changes.filter(({ chain }) => !ended.has(chain)),
      ),
      isMoreUnderWay: live.isMore,
      changes: await showChanges(reader, people, [...altered, ...changes]),
      before,
    };
  }

  return {
    rules,
    note: (by, wish, place) =>
      db.transact(async (tx) => {
        const decision = await people.authorize(tx, by, WRITE_CHANGE);
        if (decision.effect === 'deny') throw new OpsError(decision.refusal);
        const [id, at] = [newId(CHANGE.prefix), await tx.now()];
        const checked = checkWish(wish, rules(wish.system), at);
        const chain = CHANGE.subject(id);
        await record(tx, notedEntry(id, by.id, checked, at, place));
        await jobs.emit(tx, { kind: NOTED, subject: chain, at, data: {} });
        const rest = { began: undefined, reason: undefined, ended: undefined };
        return { change: { ...checked, ...rest, chain, at, by: by.id }, place };
      }),
    async list(query, limit) {
      try {
        return await db.read((reader) => search(reader, query, limit));
      } catch (error) {
        if (!isCutOff(error)) throw error;
        throw tookTooLong(query, error);
      }
    },
  };
}

function tookTooLong({ since, system }: ChangeQuery, cause: unknown): OpsError {
  const narrower = since === undefined ? 'Say since when, and until when' : 'Give it less time';
  return new OpsError(
    {
      code: 'change.too-long',
      what: 'The change log was not searched to its end.',
      why: 'The database ended the search, because it took longer than a search may: whether anything was changed is not known.',
      next: `${narrower} (since:, until:)${system === undefined ? ', or name a system (system:)' : ''}.`,
    },
    { cause },
  );
}
