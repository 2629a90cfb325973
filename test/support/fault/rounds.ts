/** How often each fault is tried: once in `npm test`, more often where there is time for it. */
export const ROUNDS = Number(process.env.KEYTURN_FAULT_ROUNDS ?? 1);

/** Where random faults begin; set KEYTURN_FAULT_SEED to one that was printed to see it again. */
export const SEED = Number(process.env.KEYTURN_FAULT_SEED ?? Math.trunc(Math.random() * 1e9));

/** Numbers from 0 up to 1 that follow from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
