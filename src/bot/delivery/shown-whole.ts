import type { Card } from '../../chat/card.ts';
import { fitCard } from '../../chat/fit.ts';
import type { ChatPlatform } from '../../chat/port.ts';
import { safeCard } from '../../chat/safe-text.ts';

/** Whether a platform shows a card without leaving anything out. */
export function isShownWhole(platform: Pick<ChatPlatform, 'limits' | 'shortens'>, card: Card): boolean {
  const fitted = fitCard(safeCard(card), platform.limits);
  return fitted.overflow === undefined && platform.shortens?.(fitted.card) !== true;
}
