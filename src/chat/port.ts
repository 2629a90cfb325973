import type { Account } from '../people/principal.ts';
import type { Card, Form } from './card.ts';
import type { Completion, CompletionQuery, Inbound, MessageRef, Place } from './inbound.ts';

/**
 * What a chat platform must do. An adapter acknowledges a delivery at once, hands it to `Receiver.receive`,
 * and shows what comes back.
 */
export interface ChatPlatform {
  readonly id: Account['platform'];
  /** The documented limits that renderers and the outbox keep to. */
  readonly limits: PlatformLimits;
  start(receiver: Receiver): Promise<void>;
  stop(): Promise<void>;
  /**
   * Posts a card. The same `key` never makes a second message: an adapter uses the platform's own mechanism.
   * @throws DeliveryError
   */
  post(place: Place, card: Card, key: string): Promise<MessageRef>;
  /** Replaces a message. @throws DeliveryError with `gone` when somebody deleted it. */
  edit(ref: MessageRef, card: Card): Promise<void>;
  /** Posts text or a file under a message. The same `key` never posts twice. */
  reply(ref: MessageRef, content: ThreadContent, key: string): Promise<MessageRef>;
  /** Accounts that put this emoji on the message, as the platform's own list has it now. */
  reactions(ref: MessageRef): Promise<readonly Reaction[]>;
  /** Names of the platform's own roles or user groups of the account, asked afresh. Failure means none. */
  rolesOf(account: Account): Promise<readonly string[]>;
}

export interface ThreadContent {
  readonly text: string;
  readonly file?: { readonly name: string; readonly content: string };
}

export interface Reaction {
  readonly emoji: string;
  readonly account: Account;
  readonly human: boolean;
}

export interface PlatformLimits {
  /** Characters of a whole card as text. */
  readonly cardText: number;
  readonly controls: number;
  readonly title: number;
  readonly fieldsPerForm: number;
}

/** The platform's own id of a delivery, and where that id counts. */
export interface DeliveryId extends Pick<Account, 'platform' | 'workspace'> {
  readonly id: string;
}

/** What the adapters call: implemented by the dispatcher. */
export interface Receiver {
  /**
   * Keeps that a delivery came, with one durable write: after it the platform may be told so, and `receive` goes on
   * from there. A delivery that was not taken before is taken by `receive`.
   */
  take?(delivery: DeliveryId): Promise<void>;
  receive(inbound: Inbound, responder: Responder): Promise<void>;
  complete(query: CompletionQuery): Promise<readonly Completion[]>;
  /** Events may have been lost, e.g. with a connection: what they told is looked up instead. */
  missed?(): Promise<void>;
}

/**
 * The way back to the person who caused an inbound. At most one of `openForm` and `reply` first, then any
 * number of replies. `quiet` is seen by that person alone.
 */
export interface Responder {
  openForm(form: Form): Promise<void>;
  reply(card: Card, visibility: 'quiet' | 'channel'): Promise<MessageRef | undefined>;
}

/** A message that could not be delivered, and whether trying again can help. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly kind: 'gone' | 'no-channel' | 'rate-limited' | 'unavailable' | 'rejected';
  readonly retryAfterMs: number | undefined;

  constructor(kind: DeliveryError['kind'], message: string, retryAfterMs?: number) {
    super(message);
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
  }
}
