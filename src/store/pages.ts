import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Reads a table page by page until it ends. Between two pages everything else in this process gets its turn: the
 * embedded database answers without leaving the thread, so that a long walk would stop clicks and timers until its end.
 * @param read the page that follows a row, at most `size` rows; the first page follows nothing.
 */
export async function* pagesOf<Row>(
  size: number,
  read: (last: Row | undefined) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  let last: Row | undefined;
  for (;;) {
    const page = await read(last);
    yield page;
    last = page.at(-1);
    if (page.length < size) return;
    await nextTurn();
  }
}

/**
 * Like {@link pagesOf}, with the next page on its way while one is looked at: two are held at a time. For long walks
 * outside of a transaction, which must not end while something is on its way.
 */
export async function* pagesAhead<Row>(
  size: number,
  read: (last: Row | undefined) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  let next = read(undefined);
  try {
    for (;;) {
      const page = await next;
      const isLast = page.length < size;
      if (!isLast) next = read(page.at(-1));
      // Until it is waited for, its failure is nobody's.
      next.catch(() => {});
      yield page;
      if (isLast) return;
      await nextTurn();
    }
  } finally {
    // Whoever stops early leaves nothing behind that still uses the database.
    await next.catch(() => {});
  }
}
