/**
 * A payload has a part of which this page does not know how it looks: a picture without it would lie.
 * @throws always
 */
export function unknown(what: string, value: unknown): never {
  throw new Error(
    `No picture shows ${what} ${JSON.stringify(value)} yet: teach bin/screens/payload to draw it.`,
  );
}

/** The value of a key in a table of all that is known. @throws for one that is not in it */
export function known<V>(table: ReadonlyMap<unknown, V>, what: string, key: unknown): V {
  return table.get(key) ?? unknown(what, key);
}

/** Keys that an object may have, each of which is drawn. @throws for one that is not */
export function onlyKeys(what: string, value: object, keys: readonly string[]): void {
  for (const key of Object.keys(value)) if (!keys.includes(key)) unknown(`a key of ${what},`, key);
}
