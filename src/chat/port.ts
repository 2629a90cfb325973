import type { Json } from '../canonical.ts';
import type { Account } from '../people/principal.ts';
import type { Card, Form } from './card.ts';
import type { ChannelKeeper } from './channels.ts';
import type { Completion, CompletionQuery, Inbound, MessageRef, Place } from './inbound.ts';

/**
 * What a chat platform must do. An adapter acknowledges a delivery at once, hands it to `Receiver.receive`,
 * and shows what comes back.
 */
export interface ChatPlatform {
  readonly id: Account['platform'];
  /** The documented limits that renderers and the outbox keep to. */
  readonly limits: PlatformLimits;
  /** Absent where this platform opens no channels. */
  readonly channels?: ChannelKeeper;
  start(receiver: Receiver): Promise<void>;
  stop(): Promise<void>;
  /** What keeps a platform that was started from its work, in sentences; empty when nothing does. */
  problems?(): readonly string[];
  /**
   * Posts a card. The same `key` never makes a second message: an adapter uses the platform's own mechanism.
   * @throws DeliveryError
   */
  post(place: Place, card: Card, key: string): Promise<MessageRef>;
  /** Replaces a message. @throws DeliveryError with `gone` when somebody deleted it. */
  edit(ref: MessageRef, card: Card): Promise<void>;
  /** Posts text or a file under a message. The same `key` never posts twice. */
  reply(ref: MessageRef, content: ThreadContent, key: string): Promise<MessageRef>;
  /**
   * Where looking for an earlier try costs calls: the same for a key under which nothing was ever sent, without a
   * look. Whoever says so must know it for certain, also after a crash.
   */
  readonly firstTry?: Tries;
  /** Accounts that put this emoji on the message, as the platform's own list has it now. */
  reactions(ref: MessageRef): Promise<readonly Reaction[]>;
  /** Names of the platform's own roles or user groups of the account, asked afresh. Failure means none. */
  rolesOf(account: Account): Promise<readonly string[]>;
  /** Reads a delivery again that this adapter handed to `Receiver.take` before a crash. */
  recall?(kept: Json): Promise<Recalled>;
}

export type Tries = Pick<ChatPlatform, 'post' | 'reply'>;

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
  /** How often messages of one workspace may be edited; absent where the platform's library keeps to it by itself. */
  readonly edits?: EditPace;
}

/** So many at once, and then one each `everyMs`. */
export interface EditPace {
  readonly burst: number;
  readonly everyMs: number;
}

/** A delivery as it is kept until it is finished. */
export interface Taken extends Pick<Account, 'platform' | 'workspace'> {
  /** The platform's own id of the delivery; it counts in its workspace. */
  readonly id: string;
  /** All that `ChatPlatform.recall` needs to read it again in another process. */
  readonly kept: Json;
}

/** A delivery that was read again, and the way back to the person, as far as it is still open. */
export interface Recalled {
  readonly inbound: Inbound;
  readonly responder: Responder;
}

/** What the adapters call: implemented by the dispatcher. */
export interface Receiver {
  /**
   * Keeps a delivery, with one durable write: after it the platform may be told that we have it, and `receive` goes
   * on from there, after a crash too. A delivery that is answered by its result alone need not be taken.
   * @returns false when it was taken before, here or by another process.
   */
  take?(delivery: Taken): Promise<boolean>;
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
  /**
   * Called instead of the others when the delivery came to another process as well, and is answered there. For
   * platforms that deliver to every process at once, and never again later.
   */
  repeated?(): void;
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
