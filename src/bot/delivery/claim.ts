import type { Control } from '../../chat/card.ts';
import type { MessageRef } from '../../chat/inbound.ts';
import type { DeliveryError } from '../../chat/port.ts';
import type { CardRow } from './cards/row.ts';
import type { OutboxRow } from './outbox/row.ts';

/** Something taken to be sent now; `token` fences what is written back. */
export type Dispatch = CardDispatch | MessageDispatch;

export interface CardDispatch {
  readonly type: 'card';
  readonly row: CardRow;
  readonly token: string;
}

export interface MessageDispatch {
  readonly type: 'message';
  readonly row: OutboxRow;
  readonly token: string;
  /** The message in whose thread it goes. */
  readonly thread: MessageRef | undefined;
}

export type Sent =
  | ({ readonly ok: true } & SentMessage)
  | { readonly ok: false; readonly error: DeliveryError };

export interface SentMessage {
  readonly ref: MessageRef;
  /** The whole card as text when the platform's limits did not let all of it through. */
  readonly overflow?: string | undefined;
  /** What it offers now, where it is the card of a thing. */
  readonly shown?: ShownControls;
}

export interface ShownControls {
  readonly controls: readonly Control[];
  /** When an edit showed them, if it was one; `at` undefined: the platform does not say. */
  readonly edited?: { readonly at: Date | undefined };
}
