import type { MessageRef } from '../../chat/inbound.ts';
import type { DeliveryError } from '../../chat/port.ts';
import type { CardRow } from './cards/store.ts';
import type { OutboxRow } from './outbox/store.ts';
import type { SentMessage } from './sender.ts';

/** Something taken to be sent now; `token` fences what is written back. */
export type Claim = { readonly token: string } & (
  | { readonly type: 'card'; readonly row: CardRow }
  | {
      readonly type: 'message';
      readonly row: OutboxRow;
      /** The message in whose thread it goes. */
      readonly thread: MessageRef | undefined;
    }
);

export type Sent =
  | ({ readonly ok: true } & SentMessage)
  | { readonly ok: false; readonly error: DeliveryError };
