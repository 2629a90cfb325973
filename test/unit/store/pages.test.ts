import { describe, expect, it } from 'vitest';
import { pagesAhead, pagesOf } from '../../../src/store/pages.ts';

const ROWS = [1, 2, 3, 4, 5];

/** Answers without ever leaving the thread, as the embedded database does. */
const read = async (last = 0): Promise<readonly number[]> => ROWS.filter((row) => row > last).slice(0, 2);

describe.each([
  ['one after the other', pagesOf],
  ['with the next on its way', pagesAhead],
])('reading page by page, %s', (_name, pages) => {
  it('reads every row once, each page after the last row of the one before', async () => {
    expect(await Array.fromAsync(pages<number>(2, read))).toEqual([[1, 2], [3, 4], [5]]);
  });

  it('ends after a page that is full, when nothing follows', async () => {
    expect(await Array.fromAsync(pages<number>(5, async (last) => (last === undefined ? ROWS : [])))).toEqual(
      [ROWS, []],
    );
  });

  it('gives everything else its turn between two pages', async () => {
    const turns: string[] = [];
    for await (const page of pages<number>(2, read)) {
      turns.push(`page of ${page.length}`);
      setImmediate(() => turns.push('a click'));
    }
    expect(turns).toEqual(['page of 2', 'a click', 'page of 2', 'a click', 'page of 1']);
  });

  it('fails as a page failed to be read, after those before it', async () => {
    const seen: number[][] = [];
    const walk = async (): Promise<void> => {
      const failing = async (last?: number) => {
        if (last === 4) throw new Error('the server is gone');
        return read(last);
      };
      for await (const page of pages<number>(2, failing)) {
        seen.push([...page]);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    await expect(walk()).rejects.toThrow('the server is gone');
    expect(seen).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });
});

describe('the page that is on its way while one is looked at', () => {
  it('is one, whatever follows', async () => {
    const asked: (number | undefined)[] = [];
    const pages = pagesAhead<number>(2, (last) => {
      asked.push(last);
      return read(last);
    });
    await pages.next();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(asked).toEqual([undefined, 2]);
    await pages.return(undefined);
  });

  it('is waited for when nobody wants it any more, and its failure is kept from those who did not', async () => {
    let isOver = false;
    const slow = async (last?: number): Promise<readonly number[]> => {
      if (last === undefined) return read(last);
      await new Promise((resolve) => setTimeout(resolve, 20));
      isOver = true;
      throw new Error('the server is gone');
    };
    for await (const _page of pagesAhead<number>(2, slow)) break;
    expect(isOver).toBe(true);
  });
});
