import { aboutOf } from '../../audit/about.ts';
import { parseEntryBody } from '../../audit/entry.ts';
import type { LogFound, LogLine, LogQuery } from '../../audit/found.ts';
import { type EntryFilter, type FoundEntry, findEntries } from '../../audit/search/store.ts';
import { principalsIn, sentenceOf } from '../../audit/sentence.ts';
import { OpsError } from '../../errors.ts';
import type { Principal } from '../../people/principal.ts';
import type { People } from '../../people/service.ts';
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
/** So many entries are looked at for words before whoever asked hears how far that got. */
const LOOKED_AT = 5_000;

/** Finds entries of the log by who, where, when, and words of what they say. */
export function createLogSearch({ db, people }: LogSearchDeps): LogSearch {
  return ({ by, system, since, until, text, before }) =>
    db.read(async (reader) => {
      const filter: EntryFilter = {
        ...(by === undefined ? {} : { actors: await actorsOf(reader, people, by) }),
        ...(system === undefined ? {} : { system }),
        ...(since === undefined ? {} : { since }),
        ...(until === undefined ? {} : { until }),
      };
      const words = (text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
      const lines: LogLine[] = [];
      let from = before;
      for (let looked = 0; looked < LOOKED_AT && lines.length < SHOWN; looked += PAGE) {
        const size = words.length === 0 ? SHOWN : PAGE;
        const page = await findEntries(
          reader,
          { ...filter, ...(from === undefined ? {} : { before: from }) },
          size,
        );
        for (const line of await linesOf(reader, people, page)) {
          from = line.id;
          if (fits(line, words)) lines.push(line);
          if (lines.length === SHOWN) break;
        }
        if (lines.length < SHOWN && page.length < size) return { lines, before: undefined };
      }
      return { lines, before: from };
    });
}

function fits({ sentence, about, chain }: LogLine, words: readonly string[]): boolean {
  const said = `${sentence} ${about ?? ''} ${chain}`.toLowerCase();
  return words.every((word) => said.includes(word));
}

async function linesOf(
  reader: Reader,
  people: Pick<People, 'named'>,
  found: readonly FoundEntry[],
): Promise<readonly LogLine[]> {
  const read = found.map((one) => ({ ...one, entry: parseEntryBody(one.body) }));
  const ids = new Set(read.flatMap(({ entry }) => (entry === undefined ? [] : principalsIn(entry))));
  const names = await people.named(reader, [...ids]);
  return read.flatMap(({ id, chain, beginning, entry }): LogLine[] => {
    // What cannot be read is a finding of the verifier.
    if (entry === undefined) return [];
    const sentence = sentenceOf(entry, (principal) => names.get(principal)?.name ?? principal);
    return [{ id, chain, about: beginning === null ? null : aboutOf(beginning), at: entry.at, sentence }];
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
