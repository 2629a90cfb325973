import { distance } from 'fastest-levenshtein';
import type { Completion } from '../chat/inbound.ts';
import type { ActionView } from './services.ts';

const SHOWN = 25;

/** Actions that match what was typed so far, best first: words may be in any order, and slightly misspelt. */
export function searchActions(actions: readonly ActionView[], text: string): readonly Completion[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 8);
  return actions
    .map((action) => ({ action, score: scoreOf(action, words) }))
    .filter(({ score }) => score !== undefined)
    .sort((a, b) => (a.score ?? 0) - (b.score ?? 0) || (a.action.ref < b.action.ref ? -1 : 1))
    .slice(0, SHOWN)
    .map(({ action }) => ({ value: action.ref, label: `${action.title} – ${action.ref}`.slice(0, 100) }));
}

/** The lower the better; undefined when some word is nowhere in the action. */
function scoreOf(action: ActionView, words: readonly string[]): number | undefined {
  const text = `${action.shortcut ?? ''} ${action.ref} ${action.title}`.toLowerCase();
  const parts = text.split(/[^a-z0-9]+/).filter(Boolean);
  let total = 0;
  for (const word of words) {
    const score = wordScore(word.slice(0, 40), text, parts);
    if (score === undefined) return undefined;
    total += score;
  }
  return total;
}

function wordScore(word: string, text: string, parts: readonly string[]): number | undefined {
  if (parts.some((part) => part.startsWith(word))) return 0;
  if (text.includes(word)) return 1;
  const nearest = Math.min(...parts.map((part) => distance(part.slice(0, word.length + 1), word)));
  return word.length >= 4 && nearest <= 2 ? 2 + nearest : undefined;
}
