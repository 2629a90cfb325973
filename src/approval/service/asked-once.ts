import type { Tx } from '../../store/database.ts';
import { together } from '../../store/together.ts';

/** A question about keys, such as people; those of which nothing is known are absent from the answer. */
type Question<V> = (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>;

export interface AskedOnce<V> {
  /** @param question is given the keys that nobody has asked about in this transaction. */
  ask(tx: Tx, keys: readonly string[], question: Question<V>): Promise<ReadonlyMap<string, V>>;
  /** The answers of a transaction count no more. */
  forget(tx: Tx): void;
}

/**
 * What is asked about each key once a transaction, which so decides on one state of things. Whoever asks while the answer
 * is on its way waits for the same one.
 */
export function askedOnce<V>(): AskedOnce<V> {
  const asked = new WeakMap<Tx, Map<string, Promise<V | undefined>>>();
  return {
    async ask(tx, keys, question) {
      const known = asked.get(tx) ?? new Map<string, Promise<V | undefined>>();
      asked.set(tx, known);
      const strange = [...new Set(keys)].filter((key) => !known.has(key));
      const answer = strange.length === 0 ? undefined : question(strange);
      const answerTo = async (key: string): Promise<V | undefined> => (await answer)?.get(key);
      for (const key of strange) known.set(key, answerTo(key));
      const values = await together(keys.map((key) => known.get(key)));
      return new Map(
        keys.flatMap((key, index): [string, V][] => {
          const value = values[index];
          return value === undefined ? [] : [[key, value]];
        }),
      );
    },
    forget: (tx) => void asked.delete(tx),
  };
}
