import { seeded } from '../../fault/rounds.ts';

/** What becomes of something on its way to the program. */
export type Fault = 'drop' | 'double' | 'swap-with-next';

/** @param event as the gateway of Discord calls it, or the kind of Slack's delivery */
export type Dice = (event: string) => Fault | undefined;

export const FAIR: Dice = () => undefined;

/** Drops 30 % of what arrives, doubles 20 % and swaps 20 % with what comes next; the same seed does the same. */
export function unreliable(seed: number): Dice {
  const random = seeded(seed);
  return () => {
    const roll = random();
    if (roll < 0.3) return 'drop';
    if (roll < 0.5) return 'double';
    return roll < 0.7 ? 'swap-with-next' : undefined;
  };
}

/** Nobody is ever told of a reaction. Of everything else the other dice decide. */
export function withoutReactions(others: Dice): Dice {
  return (event) => (event === 'event' || event.startsWith('MESSAGE_REACTION') ? 'drop' : others(event));
}
