import type { Looked } from './port.ts';

/** A page of a channel's messages, newest first. */
export interface Page {
  readonly ids: readonly string[];
  /** Whether older messages come after it. */
  readonly more: boolean;
}

/** So many calls a look: a channel in which more is said between its cards takes several looks. */
const CALLS = 10;

/**
 * Finds out which messages of a channel are gone with as few calls as it takes, and never more than there are
 * messages: each page settles all of them that it reaches back to.
 * @param messages ids that sort by age: by length, then as text (snowflakes, Slack's timestamps)
 * @param read the page that begins with `upTo`, or with the next older message where that one is gone
 */
export async function lookBack(
  messages: readonly string[],
  read: (upTo: string) => Promise<Page>,
): Promise<Looked> {
  const gone: string[] = [];
  let left = messages.toSorted((a, b) => (isOlder(a, b) ? 1 : -1));
  for (let calls = 0; calls < CALLS; calls += 1) {
    const [newest] = left;
    if (newest === undefined) break;
    const { ids, more } = await read(newest);
    const there = new Set(ids);
    const last = more ? (ids.at(-1) ?? newest) : undefined;
    const isSettled = (id: string): boolean => id === newest || last === undefined || !isOlder(id, last);
    gone.push(...left.filter((id) => isSettled(id) && !there.has(id)));
    left = left.filter((id) => !isSettled(id));
  }
  return { gone, left };
}

function isOlder(a: string, b: string): boolean {
  return a.length === b.length ? a < b : a.length < b.length;
}
