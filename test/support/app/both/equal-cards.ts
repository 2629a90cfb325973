import { expect } from 'vitest';
import type { Seen } from '../../../contract/chat-harness.ts';
import type { ShownCard } from './shown-card.ts';
import type { BothPlatforms } from './world.ts';

/** The card of one thing says the same on both platforms at last, field by field. Answers what it says. */
export async function expectEqualCards(
  world: BothPlatforms,
  onDiscord: Seen | undefined,
  onSlack: Seen | undefined,
): Promise<ShownCard> {
  if (onDiscord === undefined || onSlack === undefined) throw new Error('there is no card on one of them');
  const reader = { discord: world.on('discord', 'ivan'), slack: world.on('slack', 'ivan') };
  const cards = () => [reader.discord.card(onDiscord), reader.slack.card(onSlack)] as const;
  const areEqual = (): boolean => {
    const [one, other] = cards();
    return JSON.stringify(one) === JSON.stringify(other);
  };
  // What differs for good is shown by the comparison below.
  await world.until('both cards are equal', areEqual).catch(() => undefined);
  const [one, other] = cards();
  expect(other).toEqual(one);
  return one;
}
