import type { MessageRef } from '../../chat/inbound.ts';
import type { DeliveryError } from '../../chat/port.ts';
import type { CardRow } from './cards/store.ts';
import type { OutboxRow } from './outbox/store.ts';
import type { SentMessage } from './sender.ts';

/** Something taken to be sent now; `token` fences what is written back. */
export type Claim = CardClaim | MessageClaim;

export interface CardClaim {
  readonly type: 'card';
  readonly row: CardRow;
  readonly token: string;
}

export interface MessageClaim {
  readonly type: 'message';
  readonly row: OutboxRow;
  readonly token: string;
  /** The message in whose thread it goes. */
  readonly thread: MessageRef | undefined;
}

export type Sent =
  | ({ readonly ok: true } & SentMessage)
  | { readonly ok: false; readonly error: DeliveryError };
