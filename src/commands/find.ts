import { distance } from 'fastest-levenshtein';

const LOOKED_AT = 400;
const WORDS = 8;
const LONGEST = 40;
/** A word that many things have in their names is asked of them where no longer one is known. */
const NAMING = 3;
/** What more things are called by is no name: `the`, `for`. */
const FEW = 12;
/** Shorter words are too common to be asked of everything, and too short to be misspelt in a way that can be told. */
const TELLING = 4;
/** So much it costs to have none of what a short word says. */
const MISSED = 3;

/** What something is found by. */
export interface Named {
  /** What it is called. */
  readonly names: string;
  /** What else people call it: counts a little less. */
  readonly words?: string;
  /** What is said of it: counts less, and must be spelt as it stands there. */
  readonly more: string;
}

const TIERS = ['names', 'words', 'more'] as const;
type Places = Readonly<Record<(typeof TIERS)[number], readonly number[]>>;

/** For each word of a list of things, the positions of those that have it. */
type Index = ReadonlyMap<string, Places>;

const indexes = new WeakMap<readonly unknown[], Index>();

/**
 * Positions of the things of a list that match what was typed so far, with how well: the lower the better. Words may be in
 * any order, and slightly misspelt where nothing has them as they stand; a word that nothing has is left out of account when another
 * is known, and where no thing has all of them, those match that have most. All match when nothing was typed. What somebody may
 * not see is as if it were not there: not even which words are known tells of it.
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
  const needed = known.length > 0 ? known : shortOnes(scored, telling.length > 0);
  const helpful = scored.filter((one) => !needed.includes(one) && one.word.length < TELLING);
  const found = new Map<number, number>();
  for (const position of fitting(needed, known.length > 0, seen)) {
    const own = needed.flatMap(({ scores }) => scores.get(position) ?? []);
    const extra = helpful.map(({ scores }) => Math.min(MISSED, scores.get(position) ?? MISSED));
    found.set(
      position,
      [...own, ...extra].reduce((sum, score) => sum + score, 0),
    );
  }
  return found;
}

interface Scored {
  readonly word: string;
  /** How well each thing that has the word fits it, by its position. */
  readonly scores: ReadonlyMap<number, number>;
}

/** @param inPlace whether they stand for longer ones that nothing has: then only those that things are called by */
function shortOnes(scored: readonly Scored[], inPlace: boolean): readonly Scored[] {
  if (!inPlace) return scored;
  return scored.flatMap(({ word, scores }) => {
    if (word.length < NAMING || word.length >= TELLING) return [];
    const named = new Map([...scores].filter(([, score]) => score < WITHIN));
    return named.size === 0 || named.size > FEW ? [] : [{ word, scores: named }];
  });
}

/** The things that have all of the words; or else, where the words tell, as many as any has. */
function fitting(
  needed: readonly Scored[],
  isTelling: boolean,
  seen: ReadonlySet<number>,
): readonly number[] {
  const counts = new Map<number, number>();
  for (const { scores } of needed)
    for (const position of scores.keys()) counts.set(position, (counts.get(position) ?? 0) + 1);
  const most = isTelling ? [...counts.values()].reduce((a, b) => Math.max(a, b), 0) : needed.length;
  return most === 0 ? [] : [...seen].filter((position) => counts.get(position) === most);
}

/** Every word that occurs is looked at once, however many things have it. */
function scoresOf(index: Index, word: string, seen: ReadonlySet<number>): ReadonlyMap<number, number> {
  const [exact, misspelt] = [new Map<number, number>(), new Map<number, number>()];
  const put = (scores: Map<number, number>, positions: readonly number[], score: number): void => {
    for (const position of positions)
      if (seen.has(position)) scores.set(position, Math.min(score, scores.get(position) ?? score));
  };
  for (const [known, { names, words, more }] of index) {
    const score = exactScore(word, known);
    if (score !== undefined) {
      put(exact, names, score);
      put(exact, words, score + CALLED);
      if (score !== WITHIN && word.length > 1) put(exact, more, score + SAID);
    } else if (names.length + words.length > 0) {
      const far = misspeltBy(word, known);
      if (far === undefined) continue;
      put(misspelt, names, WITHIN + 1 + far);
      put(misspelt, words, WITHIN + 1 + far + CALLED);
    }
  }
  return exact.size > 0 ? exact : misspelt;
}

/** How much less counts what people also call a thing, and what is said of it. */
const CALLED = 0.5;
const SAID = 5;
const WITHIN = 1;

/** 0 where a word begins so, or is another form of it; {@link WITHIN} where it stands inside. */
function exactScore(word: string, known: string): number | undefined {
  if (known.startsWith(word) || isFormOf(word, known)) return 0;
  return known.includes(word) ? WITHIN : undefined;
}

/** `stopped` and `stops` for `stop`. */
function isFormOf(word: string, known: string): boolean {
  if (known.length < TELLING || !word.startsWith(known)) return false;
  const end = word.slice(known.length);
  const doubled = end[0] === known.at(-1) ? end.slice(1) : '';
  return /^(?:e?s|e?d|ing)$/.test(end) || /^(?:ed|ing)$/.test(doubled);
}

/** A slip of the finger, or two in a long word; whoever begins with another letter means another word. */
function misspeltBy(word: string, known: string): number | undefined {
  if (word.length < TELLING || word[0] !== known[0]) return undefined;
  const far = distance(known.slice(0, word.length + 1), word);
  if (far > 2) return undefined;
  return far <= 1 || word.length >= LONG || isSwapped(word, known) ? far : undefined;
}

const LONG = 8;

/** Two letters in each other's place. */
function isSwapped(word: string, known: string): boolean {
  const sorted = (text: string) => [...text].sort().join('');
  return sorted(word) === sorted(known.slice(0, word.length));
}

function indexOf<T>(list: readonly T[], namedBy: (one: T) => Named): Index {
  const before = indexes.get(list);
  if (before !== undefined) return before;
  const found = new Map<string, Record<(typeof TIERS)[number], Set<number>>>();
  list.forEach((one, position) => {
    const named = namedBy(one);
    for (const tier of TIERS)
      for (const word of wordsOf(named[tier] ?? '')) {
        const places = found.get(word) ?? { names: new Set(), words: new Set(), more: new Set() };
        places[tier].add(position);
        found.set(word, places);
      }
  });
  const index = new Map(
    [...found].map(([word, { names, words, more }]) => [
      word,
      { names: [...names], words: [...words], more: [...more] },
    ]),
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
