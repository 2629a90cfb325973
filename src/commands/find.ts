import { distance } from 'fastest-levenshtein';

const LOOKED_AT = 400;
const WORDS = 8;
const LONGEST = 40;
/** Shorter words are too common to be asked of everything, and too short to be misspelt in a way that can be told. */
const TELLING = 4;
/** So much it costs to have none of what a short word says. */
const MISSED = 3;

/** What something is found by. */
export interface Named {
  /** What it is called. */
  readonly names: string;
  /** What else is said of it: counts less, and must be spelt as it stands there. */
  readonly more: string;
}

interface Places {
  readonly names: readonly number[];
  readonly more: readonly number[];
}

/** For each word of a list of things, the positions of those that have it. */
type Index = ReadonlyMap<string, Places>;

const indexes = new WeakMap<readonly unknown[], Index>();

/**
 * Positions of the things of a list that match what was typed so far, with how well: the lower the better. Words may be in
 * any order, and slightly misspelt; a word that nothing has is left out of account when a telling one is known. All match when
 * nothing was typed. What somebody may not see is as if it were not there: not even which words are known tells of it.
 */
export function find<T>(
  list: readonly T[],
  text: string,
  namedBy: (one: T) => Named,
  isSeen: (one: T) => boolean = () => true,
): ReadonlyMap<number, number> {
  const words = wordsOf(text.slice(0, LOOKED_AT)).slice(0, WORDS);
  const seen = new Set(list.flatMap((one, position) => (isSeen(one) ? [position] : [])));
  if (words.length === 0)
    return text.trim() === '' ? new Map([...seen].map((position) => [position, 0])) : new Map();
  const index = indexOf(list, namedBy);
  const scored = words.map((word) => ({ word, scores: scoresOf(index, word.slice(0, LONGEST), seen) }));
  const telling = scored.filter(({ word }) => word.length >= TELLING);
  const known = telling.filter(({ scores }) => scores.size > 0);
  if (telling.length > 0 && known.length === 0) return new Map();
  const needed = telling.length > 0 ? known : scored;
  const helpful = scored.filter((one) => !needed.includes(one) && one.word.length < TELLING);
  const found = new Map<number, number>();
  for (const position of seen) {
    const scores = needed.map((one) => one.scores.get(position));
    if (scores.some((score) => score === undefined)) continue;
    const extra = helpful.map((one) => Math.min(MISSED, one.scores.get(position) ?? MISSED));
    found.set(
      position,
      [...scores, ...extra].reduce<number>((sum, score) => sum + (score ?? 0), 0),
    );
  }
  return found;
}

/** Every word that occurs is looked at once, however many things have it. */
function scoresOf(index: Index, word: string, seen: ReadonlySet<number>): ReadonlyMap<number, number> {
  const scores = new Map<number, number>();
  const put = (positions: readonly number[], score: number | undefined): void => {
    if (score === undefined) return;
    for (const position of positions)
      if (seen.has(position))
        scores.set(position, Math.min(score, scores.get(position) ?? Number.POSITIVE_INFINITY));
  };
  for (const [known, { names, more }] of index) {
    if (names.length > 0) put(names, nameScore(word, known));
    if (more.length > 0) put(more, wordScore(word, known));
  }
  return scores;
}

function nameScore(word: string, known: string): number | undefined {
  if (known.startsWith(word)) return 0;
  if (known.includes(word)) return 1;
  if (word.length < TELLING) return undefined;
  const far = distance(known.slice(0, word.length + 1), word);
  return far <= (word.length === TELLING ? 1 : 2) ? 2 + far : undefined;
}

function wordScore(word: string, known: string): number | undefined {
  return known.startsWith(word) && word.length > 1 ? 5 : undefined;
}

function indexOf<T>(list: readonly T[], namedBy: (one: T) => Named): Index {
  const before = indexes.get(list);
  if (before !== undefined) return before;
  const found = new Map<string, { names: Set<number>; more: Set<number> }>();
  list.forEach((one, position) => {
    const named = namedBy(one);
    for (const kind of ['names', 'more'] as const)
      for (const word of wordsOf(named[kind])) {
        const places = found.get(word) ?? { names: new Set<number>(), more: new Set<number>() };
        places[kind].add(position);
        found.set(word, places);
      }
  });
  const index = new Map(
    [...found].map(([word, { names, more }]) => [word, { names: [...names], more: [...more] }]),
  );
  indexes.set(list, index);
  return index;
}

function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}
