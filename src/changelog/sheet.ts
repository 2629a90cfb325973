import type { Cursor, Listed } from './change.ts';
import { lineOf } from './markdown.ts';
import type { Changelog } from './service.ts';

/** All that one file has of a search. */
export interface Gathered {
  readonly underWay: readonly Listed[];
  readonly changes: readonly Listed[];
  /** Whether older ones have no room in it. */
  readonly isPart: boolean;
}

/** Half of what the smallest platform attaches; what is larger than that loses an end on its way. */
const MOST_BYTES = 4 * 1024 * 1024;
/** Day, heading and line break of each, at most. */
const AROUND = 40;
const PAGE = 200;

/**
 * The changes of a search down to its oldest, or as far as a file has room for them.
 * @param list gives a page of them, older than an earlier one where that ended
 * @param most bytes of all their lines
 */
export async function gather(
  list: (before: Cursor | undefined, limit: number) => ReturnType<Changelog['list']>,
  most = MOST_BYTES,
): Promise<Gathered> {
  const first = await list(undefined, PAGE);
  const changes: Listed[] = [];
  const sizeOf = (one: Listed): number => Buffer.byteLength(lineOf(one)) + AROUND;
  let room = most - first.underWay.reduce((sum, one) => sum + sizeOf(one), 0);
  for (let page = first; ; page = await list(page.before, PAGE)) {
    for (const one of page.changes) {
      room -= sizeOf(one);
      if (room < 0) return { underWay: first.underWay, changes, isPart: true };
      changes.push(one);
    }
    if (page.before === undefined) return { underWay: first.underWay, changes, isPart: false };
  }
}
