/** What stands before the first word: blanks, comments, and the parentheses of a query. */
const BEFORE = /^(?:\s|--[^\n]*(?:\n|$)|\/\*(?:[^*]|\*(?!\/))*\*\/|\()*/;

/** The first word of a statement in lower case: what it does, as far as one word tells. */
export function firstWord(statement: string): string {
  const [word = ''] = /^[a-z]+/i.exec(statement.replace(BEFORE, '')) ?? [];
  return word.toLowerCase();
}

/** What a query may begin with. The server takes nothing else where it is put; this only says so earlier, with its place. */
export const QUERIES: readonly string[] = ['select', 'with', 'values', 'table'];

/** What a statement may begin with of which the server counts the rows that it changes. */
export const CHANGES: readonly string[] = ['insert', 'update', 'delete', 'merge', 'with'];
