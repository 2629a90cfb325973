import type { Tx } from '../../store/database.ts';
import { together } from '../../store/together.ts';

/** Asks about some keys; those of which nothing is known are absent from the answer. */
type Ask<V> = (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>;

/**
 * A question that is asked about each key once a transaction, which so decides on one state of things. Whoever asks while
 * the answer is on its way waits for the same one.
 */
export function askedOnce<V>(): (
  tx: Tx,
  keys: readonly string[],
  ask: Ask<V>,
) => Promise<ReadonlyMap<string, V>> {
  const asked = new WeakMap<Tx, Map<string, Promise<V | undefined>>>();
  return async (tx, keys, ask) => {
    const known = asked.get(tx) ?? new Map<string, Promise<V | undefined>>();
    asked.set(tx, known);
    const strange = [...new Set(keys)].filter((key) => !known.has(key));
    const answer = strange.length === 0 ? undefined : ask(strange);
    for (const key of strange) known.set(key, (async () => (await answer)?.get(key))());
    const values = await together(keys.map((key) => known.get(key)));
    return new Map(
      keys.flatMap((key, index): [string, V][] => {
        const value = values[index];
        return value === undefined ? [] : [[key, value]];
      }),
    );
  };
}
