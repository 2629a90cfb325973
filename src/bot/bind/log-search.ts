import { aboutOf } from '../../audit/about.ts';
import { parseEntryBody } from '../../audit/entry.ts';
import type { LogFound, LogLine, LogQuery } from '../../audit/found.ts';
import { chainsOf, type EntryFilter, type FoundEntry, findEntries } from '../../audit/search/store.ts';
import { principalsIn, sentenceOf } from '../../audit/sentence.ts';
import { OpsError } from '../../errors.ts';
import type { Principal } from '../../people/principal.ts';
import type { People } from '../../people/service.ts';
import { isCutOff } from '../../store/cut-off.ts';
import type { Database, Reader } from '../../store/database.ts';
import { cut } from '../../values/cut.ts';
import { suggestName } from '../../written/nearest.ts';

export interface LogSearchDeps {
  readonly db: Database;
  readonly people: Pick<People, 'named' | 'everybody'>;
}

export type LogSearch = (query: LogQuery) => Promise<LogFound>;

const SHOWN = 25;
const PAGE = 500;
/** So many entries are looked at one by one before whoever asked hears how far that got. */
const LOOKED_AT = 5_000;
/** Of a system with more things than this the newest entries are soon found among those of all. */
const FEW_THINGS = 2_000;

/** Finds entries of the log by who, where, when, and words of what they say. */
export function createLogSearch({ db, people }: LogSearchDeps): LogSearch {
  async function search(reader: Reader, query: LogQuery): Promise<LogFound> {
    const { filter, fits, isPicked } = await wantedBy(reader, people, query);
    const size = isPicked ? PAGE : SHOWN;
    const lines: LogLine[] = [];
    let from = query.before;
    for (let looked = 0; looked < LOOKED_AT && lines.length < SHOWN; looked += PAGE) {
      const page = await findEntries(
        reader,
        { ...filter, ...(from === undefined ? {} : { before: from }) },
        size,
      );
      for (const { line, ...one } of await linesOf(reader, people, page)) {
        from = one.id;
        if (line !== undefined && fits(line, one.system)) lines.push(line);
        if (lines.length === SHOWN) break;
      }
      if (lines.length < SHOWN && page.length < size) return { lines, before: undefined };
    }
    return { lines, before: from };
  }

  return async (query) => {
    try {
      return await db.read((reader) => search(reader, query));
    } catch (error) {
      if (!isCutOff(error)) throw error;
      throw tookTooLong(query, error);
    }
  };
}

/** What a search asks of the database, and what is looked at one by one. */
interface Wanted {
  readonly filter: EntryFilter;
  fits(line: LogLine, system: string | null): boolean;
  /** Whether {@link fits} leaves any out. */
  readonly isPicked: boolean;
}

async function wantedBy(
  reader: Reader,
  people: LogSearchDeps['people'],
  { by, system, since, until, text }: LogQuery,
): Promise<Wanted> {
  const words = (text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const things = system === undefined ? undefined : await chainsOf(reader, system, FEW_THINGS + 1);
  const isFew = things !== undefined && things.length <= FEW_THINGS;
  return {
    filter: {
      ...(by === undefined ? {} : { actors: await actorsOf(reader, people, by) }),
      ...(system !== undefined && isFew ? { things: { system, chains: things } } : {}),
      ...(since === undefined ? {} : { since }),
      ...(until === undefined ? {} : { until }),
    },
    fits: (line, its) => (system === undefined || its === system) && hasWords(line, words),
    isPicked: words.length > 0 || (system !== undefined && !isFew),
  };
}

function tookTooLong({ since }: LogQuery, cause: unknown): OpsError {
  const narrower = since === undefined ? 'Say since when, and until when' : 'Give it less time';
  return new OpsError(
    {
      code: 'log.too-long',
      what: 'The log was not searched to its end.',
      why: 'The database ended the search, because it took longer than a search may: whether there is anything is not known.',
      next: `${narrower} (since:, until:), or name a person (by:).`,
    },
    { cause },
  );
}

function hasWords({ sentence, about, chain }: LogLine, words: readonly string[]): boolean {
  const said = `${sentence} ${about ?? ''} ${chain}`.toLowerCase();
  return words.every((word) => said.includes(word));
}

interface ReadEntry extends Pick<FoundEntry, 'id' | 'system'> {
  /** Undefined where it cannot be read: that is a finding of the verifier. */
  readonly line: LogLine | undefined;
}

async function linesOf(
  reader: Reader,
  people: Pick<People, 'named'>,
  found: readonly FoundEntry[],
): Promise<readonly ReadEntry[]> {
  const read = found.map((one) => ({ ...one, entry: parseEntryBody(one.body) }));
  const ids = new Set(read.flatMap(({ entry }) => (entry === undefined ? [] : principalsIn(entry))));
  const names = await people.named(reader, [...ids]);
  return read.map(({ id, chain, beginning, system, entry }) => {
    if (entry === undefined) return { id, system, line: undefined };
    const sentence = sentenceOf(entry, (principal) => names.get(principal)?.name ?? principal);
    const about = aboutOf(chain, beginning);
    return { id, system, line: { id, chain, about, at: entry.at, sentence } };
  });
}

/** @throws OpsError when nobody is called so. */
async function actorsOf(
  reader: Reader,
  people: Pick<People, 'named' | 'everybody'>,
  typed: string,
): Promise<readonly string[]> {
  const wanted = typed.trim().replace(/^@/, '').toLowerCase();
  const { principals } = await people.everybody(reader);
  // Whoever was taken out of the settings is still found by id.
  const left = (await people.named(reader, [wanted])).values();
  const known = [...new Map([...principals, ...left].map((one) => [one.id, one])).values()];
  const exact = known.filter((one) => namesOf(one).includes(wanted));
  const found =
    exact.length > 0 ? exact : known.filter((one) => namesOf(one).some((name) => name.includes(wanted)));
  if (found.length > 0) return found.map(({ id }) => `principal/${id}`);
  throw new OpsError({
    code: 'log.nobody',
    what: `Nobody is called "${cut(typed, 100)}".`,
    why: 'The log is searched for people by their names and ids of keyturn.yaml.',
    next: `${suggestName(
      wanted,
      known.map(({ name }) => name),
    )} Whoever was taken out of the settings is found by the whole id.`,
  });
}

function namesOf({ id, name }: Principal): readonly string[] {
  return [id.toLowerCase(), name.toLowerCase()];
}
