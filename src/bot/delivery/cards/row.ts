import type { Card } from '../../../chat/card.ts';
import type { Place } from '../../../chat/inbound.ts';
import type { Placed } from './placed.ts';

/** What is to be shown in one place, and what is shown there. */
export interface CardRow {
  readonly id: number;
  readonly subject: string;
  readonly destination: string;
  readonly audience: string;
  readonly place: Place;
  readonly desired: Card;
  readonly desiredRev: number;
  readonly message: string | null;
  readonly generation: number;
  /** The generation whose message called people: no other one does. 0: that was done under another card; null: none has. */
  readonly calledIn: number | null;
  /** When the message was posted that shows it now. */
  readonly postedAt: Date | null;
  /** Whether the thing may still change, by what is desired. */
  readonly live: boolean;
  /** Null when nobody waits for what the message shows: its end was shown, or it is not there. */
  readonly lookAt: Date | null;
  readonly attempts: number;
  readonly sentRev: number;
  /** What went wrong with the last attempt; null after one that went well. */
  readonly error: string | null;
  /** What the message offers, and since when at which place; null when it is not known. */
  readonly places: readonly Placed[] | null;
  /** Destinations that did not take it, and workspaces that take nothing of ours, since one last did. */
  readonly refusedBy: readonly string[];
}
