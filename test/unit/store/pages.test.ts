import { describe, expect, it } from 'vitest';
import { pagesOf } from '../../../src/store/pages.ts';

const ROWS = [1, 2, 3, 4, 5];

/** Answers without ever leaving the thread, as the embedded database does. */
const read = async (last = 0): Promise<readonly number[]> => ROWS.filter((row) => row > last).slice(0, 2);

describe('reading page by page', () => {
  it('reads every row once, each page after the last row of the one before', async () => {
    expect(await Array.fromAsync(pagesOf<number>(2, read))).toEqual([[1, 2], [3, 4], [5]]);
  });

  it('ends after a page that is full, when nothing follows', async () => {
    expect(
      await Array.fromAsync(pagesOf<number>(5, async (last) => (last === undefined ? ROWS : []))),
    ).toEqual([ROWS, []]);
  });

  it('gives everything else its turn between two pages', async () => {
    const turns: string[] = [];
    for await (const page of pagesOf<number>(2, read)) {
      turns.push(`page of ${page.length}`);
      setImmediate(() => turns.push('a click'));
    }
    expect(turns).toEqual(['page of 2', 'a click', 'page of 2', 'a click', 'page of 1']);
  });
});
