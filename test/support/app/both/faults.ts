/** What becomes of something on its way to the program. */
export type Fault = 'drop' | 'double' | 'swap-with-next';

export type Dice = () => Fault | undefined;

export const FAIR: Dice = () => undefined;

/** Drops 30 % of what arrives, doubles 20 % and swaps 20 % with what comes next; the same seed does the same. */
export function unreliable(seed: number): Dice {
  const random = numbersFrom(seed);
  return () => {
    const roll = random();
    if (roll < 0.3) return 'drop';
    if (roll < 0.5) return 'double';
    return roll < 0.7 ? 'swap-with-next' : undefined;
  };
}

/** Numbers from 0 to 1: mulberry32. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
