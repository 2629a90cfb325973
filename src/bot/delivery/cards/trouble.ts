import type { CardDraft } from '../../../chat/draft.ts';
import type { Place } from '../../../chat/inbound.ts';
import type { CardRow } from './row.ts';

/** A card counts as behind after so many failed attempts, some seconds; once is only a hiccup. */
export const TROUBLED_AFTER = 3;

/**
 * The draft for one card, saying where the same thing cannot be shown or is out of date.
 * @param called what people call a channel
 */
export function withTroubles(
  draft: CardDraft,
  row: CardRow,
  all: readonly CardRow[],
  called: (place: Place) => string,
): CardDraft {
  const troubled = all.filter((one) => one.id !== row.id && one.audience === '' && isTroubled(one));
  if (troubled.length === 0) return draft;
  const places = troubled.map(({ place }) => `${NAMES[place.platform]} (${called(place)})`).join(' and ');
  const text = `${places} cannot be reached: what is shown there is old or missing. This card is up to date.`;
  return { ...draft, blocks: [{ type: 'text', text }, ...draft.blocks] };
}

const NAMES = { console: 'The console', discord: 'Discord', slack: 'Slack' } as const;

/** Whether what it shows is old or missing, and nobody knows until when. */
export function isTroubled({ error, attempts, sentRev, desiredRev }: CardRow): boolean {
  const abandoned = sentRev >= desiredRev;
  return error !== null && (attempts >= TROUBLED_AFTER || abandoned);
}
