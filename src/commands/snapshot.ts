import type { Block } from '../chat/card.ts';
import { exactTime } from '../chat/time-text.ts';

/**
 * Says of a view for one person that it is a picture of a moment, and where what it shows goes on.
 * @param at the database's time, read before what is shown
 * @param live what is kept up to date, such as "the card in the channel"
 */
export function pictureOf(at: Date, live: string): Block {
  const text = `As it was at ${exactTime(at)}. This view stays as it is; ${live} is kept up to date.`;
  return { type: 'text', essential: true, text };
}
