import { find } from '../../commands/find.ts';
import { nearestNames } from '../../written/nearest.ts';
import { type Entry, foundBy } from '../entry.ts';
import { SECTIONS } from '../sections.ts';

/** In the order in which people need what they hold. */
const SECTION_NAMES: readonly string[] = Object.keys(SECTIONS);

/** Shorter ones are too common to be missed. */
const TELLING = 4;
/** Each is looked for in all that the runbooks say. */
const MOST = 8;

/**
 * Entries that match words, best first; of those that match equally well those that people need first when something is wrong.
 * @param system of one system only
 */
export function findEntries(entries: readonly Entry[], text: string, system?: string): readonly Entry[] {
  const rankOf = (position: number): number => SECTION_NAMES.indexOf(entries[position]?.collection ?? '');
  const scored = [...find(entries, text, foundBy, isOf(system))].toSorted(
    ([one, score], [other, its]) => score - its || rankOf(one) - rankOf(other) || one - other,
  );
  return scored.flatMap(([position]) => entries[position] ?? []);
}

/** Words that nothing has, where something has the others: of as many as are looked for. */
export function unknownWords(entries: readonly Entry[], text: string, system?: string): readonly string[] {
  const isKnown = (word: string): boolean => find(entries, word, foundBy, isOf(system)).size > 0;
  return wordsIn(text)
    .slice(0, MOST)
    .filter((word) => word.length >= TELLING && !isKnown(word));
}

function isOf(system: string | undefined): (entry: Entry) => boolean {
  return (entry) => system === undefined || entry.system === system;
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
