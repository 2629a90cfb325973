/** What was refused and would only be refused again. */
export interface RefusedMemory {
  has(attempt: string): boolean;
  add(attempt: string): void;
  clear(): void;
}

/** After so many attempts everything may be tried once more: that is what the log can bear. */
const MOST = 10_000;
const FORGET_MS = 3_600_000;

/**
 * Keeps a refused reaction that stays on a card from being tried, and logged, at every look. Time alone can make it
 * count (a role that was too fresh), so each is tried again after an hour.
 */
export function createRefusedMemory(now: () => number = () => performance.now()): RefusedMemory {
  const until = new Map<string, number>();
  return {
    has: (attempt) => (until.get(attempt) ?? 0) > now(),
    add(attempt) {
      if (until.size >= MOST) until.clear();
      until.set(attempt, now() + FORGET_MS);
    },
    clear: () => until.clear(),
  };
}
