import type { Card } from '../../../chat/card.ts';
import type { Place } from '../../../chat/inbound.ts';
import type { ThreadContent } from '../../../chat/port.ts';

export type Content =
  | { readonly type: 'card'; readonly card: Card }
  | { readonly type: 'thread'; readonly thread: ThreadContent };

/** A message to send: a card of its own in a channel, or something in the thread of a thing's card. */
export interface Message {
  /** The same key is sent once. */
  readonly key: string;
  readonly place: Place;
  readonly content: Content;
  readonly urgent: boolean;
  /** For thread content: the card whose thread it belongs to. */
  readonly cardId?: number;
  /** Destinations that did not take it. */
  readonly refusedBy?: readonly string[];
}

/** A message that waits to be sent. */
export interface OutboxRow {
  readonly id: number;
  readonly key: string;
  readonly destination: string;
  readonly place: Place;
  readonly cardId: number | null;
  readonly content: Content;
  readonly lane: number;
  readonly attempts: number;
  readonly refusedBy: readonly string[];
}
