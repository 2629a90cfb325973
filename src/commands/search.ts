import { distance } from 'fastest-levenshtein';
import type { Completion } from '../chat/inbound.ts';
import type { ActionView } from './services.ts';

const SHOWN = 25;
const LOOKED_AT = 400;
const WORDS = 8;
const LONGEST = 40;

export interface SearchOptions {
  /** What is not is not found. Default: everything. */
  readonly isSeen?: (action: ActionView) => boolean;
  /** Decides between actions that match equally well: compared in turn, the lower the earlier. */
  readonly urgency?: (action: ActionView) => readonly [number, number];
}

/** For each word in the names of a list of actions, the positions of those that have it. */
type Index = ReadonlyMap<string, readonly number[]>;

const indexes = new WeakMap<readonly ActionView[], Index>();

/** Actions that match what was typed so far, best first: words may be in any order, and slightly misspelt. */
export function searchActions(
  actions: readonly ActionView[],
  text: string,
  { isSeen = () => true, urgency = () => [0, 0] }: SearchOptions = {},
): readonly Completion[] {
  const words = wordsOf(text.slice(0, LOOKED_AT)).slice(0, WORDS);
  if (words.length === 0 && text.trim() !== '') return [];
  return [...matches(actions, words)]
    .flatMap(([position, score]) => {
      const action = actions[position];
      return action !== undefined && isSeen(action) ? [{ action, score, urgency: urgency(action) }] : [];
    })
    .sort(
      (a, b) =>
        a.score - b.score ||
        a.urgency[0] - b.urgency[0] ||
        a.urgency[1] - b.urgency[1] ||
        (a.action.ref < b.action.ref ? -1 : 1),
    )
    .slice(0, SHOWN)
    .map(({ action }) => ({ value: action.ref, label: `${action.title} – ${action.ref}`.slice(0, 100) }));
}

/** By position, for the actions that have every word; the lower the better. */
function matches(actions: readonly ActionView[], words: readonly string[]): ReadonlyMap<number, number> {
  let found = new Map(actions.map((_action, position) => [position, 0]));
  for (const word of words) {
    const scores = scoresOf(indexOf(actions), word.slice(0, LONGEST));
    found = new Map(
      [...found].flatMap(([position, total]) => {
        const score = scores.get(position);
        return score === undefined ? [] : [[position, total + score] as const];
      }),
    );
  }
  return found;
}

/** Every word that occurs is looked at once, however many actions have it. */
function scoresOf(index: Index, word: string): ReadonlyMap<number, number> {
  const scores = new Map<number, number>();
  for (const [known, positions] of index) {
    const score = wordScore(word, known);
    if (score === undefined) continue;
    for (const position of positions)
      scores.set(position, Math.min(score, scores.get(position) ?? Number.POSITIVE_INFINITY));
  }
  return scores;
}

function wordScore(word: string, known: string): number | undefined {
  if (known.startsWith(word)) return 0;
  if (known.includes(word)) return 1;
  if (word.length < 4) return undefined;
  const far = distance(known.slice(0, word.length + 1), word);
  return far <= 2 ? 2 + far : undefined;
}

function indexOf(actions: readonly ActionView[]): Index {
  const before = indexes.get(actions);
  if (before !== undefined) return before;
  const found = new Map<string, Set<number>>();
  actions.forEach(({ ref, title, shortcut = '' }, position) => {
    for (const word of wordsOf(`${shortcut} ${ref} ${title}`)) {
      const positions = found.get(word) ?? new Set<number>();
      found.set(word, positions.add(position));
    }
  });
  const index = new Map([...found].map(([word, positions]) => [word, [...positions]]));
  indexes.set(actions, index);
  return index;
}

function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}
