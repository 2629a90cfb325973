/**
 * Names for prepared statements: the server plans a named one once a connection. Drizzle makes a text for each length
 * of a list, so that there can be any number of them: what comes after so many stays unnamed, which costs a little time
 * and no memory on the server.
 */
const NAMED = 1_000;
const names = new Map<string, string>();

/** @returns the statement's name, or undefined when it is to stay unnamed. */
export function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= NAMED) return known;
  const name = `k${names.size}`;
  names.set(text, name);
  return name;
}
