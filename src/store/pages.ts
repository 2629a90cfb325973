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
