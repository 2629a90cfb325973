import { find } from '../../commands/find.ts';
import { nearestNames } from '../../written/nearest.ts';
import { type Entry, foundBy } from '../entry.ts';
import { SECTIONS } from '../sections.ts';

/** What was found of what somebody looks for. */
export interface FoundEntries {
  /** Best first. */
  readonly entries: readonly Entry[];
  /** Words that nothing has, where something has the others. */
  readonly unknown: readonly string[];
}

/** In the order in which people need what they hold. */
const SECTION_NAMES: readonly string[] = Object.keys(SECTIONS);

/** Shorter ones are too common to be missed. */
const TELLING = 4;

/**
 * Entries that match words, best first; of those that match equally well those that people need first when something is wrong.
 * @param system of one system only
 */
export function findEntries(entries: readonly Entry[], text: string, system?: string): FoundEntries {
  const isSeen = (entry: Entry): boolean => system === undefined || entry.system === system;
  const rankOf = (position: number): number => SECTION_NAMES.indexOf(entries[position]?.collection ?? '');
  const scored = [...find(entries, text, foundBy, isSeen)].toSorted(
    ([one, score], [other, its]) => score - its || rankOf(one) - rankOf(other) || one - other,
  );
  const isKnown = (word: string): boolean => find(entries, word, foundBy, isSeen).size > 0;
  return {
    entries: scored.flatMap(([position]) => entries[position] ?? []),
    unknown: wordsIn(text).filter((word) => word.length >= TELLING && !isKnown(word)),
  };
}

/** Words of the entries that are spelt most like those that nothing has, best first. */
export function nearestWords(entries: readonly Entry[], text: string): readonly string[] {
  const known = new Set(entries.flatMap((entry) => wordsIn(foundBy(entry).names)));
  const telling = [...known].filter((word) => word.length >= TELLING);
  return [...new Set(wordsIn(text).flatMap((word) => nearestNames(word, telling)))].slice(0, 3);
}

function wordsIn(text: string): readonly string[] {
  return text
    .slice(0, 400)
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}
