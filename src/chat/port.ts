import type { Json } from '../canonical.ts';
import { OpsError, type Refusal } from '../errors.ts';
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
  /** How many frames and events came that made no sense and were dropped. */
  oddities?(): number;
  /** True for what serves people on this machine alone: whoever starts it mends what keeps it from starting. */
  readonly local?: true;
  /**
   * Posts a card. The same `key` never makes a second message: an adapter uses the platform's own mechanism.
   * @throws DeliveryError
   */
  post(place: Place, card: Card, key: string): Promise<MessageRef>;
  /** Whether rendering makes a card too long that kept to `limits`, so that less of it is shown. Absent: never. */
  shortens?(card: Card): boolean;
  /**
   * Replaces a message.
   * @returns when it was changed, by the clock that also says when somebody clicks; undefined where the platform does not say.
   * @throws DeliveryError with `gone` when somebody deleted it.
   */
  edit(ref: MessageRef, card: Card): Promise<Date | undefined>;
  /** Posts text or a file under a message. The same `key` never posts twice. */
  reply(ref: MessageRef, content: ThreadContent, key: string): Promise<MessageRef>;
  /**
   * Where looking for an earlier try costs calls: the same for a key under which nothing was ever sent, without a
   * look. Whoever says so must know it for certain, also after a crash.
   */
  readonly firstTry?: Tries;
  /**
   * Which messages of one channel (or of one of its threads) do not stand any more, asked afresh with few calls. The
   * answer is a hint: whoever acts on it asks about each by an edit. @throws DeliveryError
   */
  missing(place: Place, messages: readonly string[]): Promise<Looked>;
  /** Accounts that put this emoji on the message, as the platform's own list has it now. */
  reactions(ref: MessageRef): Promise<readonly Reaction[]>;
  /**
   * Ids of the platform's own roles or user groups of the account, asked afresh; none for whoever is no member there, or
   * nobody at all. @throws when it cannot be asked: that is no answer
   */
  rolesOf(account: Account): Promise<readonly string[]>;
  /** Reads a delivery again that this adapter handed to `Receiver.take` before a crash. */
  recall?(kept: Json): Promise<Recalled>;
}

export type Tries = Pick<ChatPlatform, 'post' | 'reply'>;

export interface Looked {
  readonly gone: readonly string[];
  /** Not looked at this time: it would have taken too many calls. */
  readonly left: readonly string[];
}

/** What somebody deleted; without `messages` a whole channel, or more of it than the platform tells. */
export interface Deleted extends Pick<Place, 'platform' | 'workspace' | 'channel'> {
  readonly messages?: readonly string[];
}

export interface ThreadContent {
  readonly text: string;
  /** Whom it calls, as a card does; nobody beside a file. */
  readonly calls?: readonly Account[];
  readonly file?: { readonly name: string; readonly content: string };
}

/**
 * One entry of a platform's list of reactions. What is undefined could not be looked up this time: that is neither a yes
 * nor a no, keeps nobody else's reaction from counting, and is asked again at the next look.
 */
export interface Reaction {
  readonly emoji: string | undefined;
  /** Undefined when it is not known who put this emoji there. */
  readonly account: Account | undefined;
  readonly human: boolean | undefined;
}

export interface PlatformLimits {
  /** Characters of a whole card as text. */
  readonly cardText: number;
  readonly controls: number;
  readonly title: number;
  readonly fieldsPerForm: number;
  /** Characters of what is typed into one field. */
  readonly typedText: number;
  /** People can open and close a part of a card here. Absent: what is folded is left out, and named. */
  readonly folds?: true;
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
  take(delivery: Taken): Promise<boolean>;
  receive(inbound: Inbound, responder: Responder): Promise<void>;
  complete(query: CompletionQuery): Promise<readonly Completion[]>;
  /**
   * Why a command would not be taken from this account in this place, whatever else is given with it: to be asked before a form
   * is. Undefined when it may be, or when nobody can tell in time: what the form hands in is looked at again.
   */
  turnedAway(command: Pick<CompletionQuery, 'account' | 'place' | 'path'>): Promise<Refusal | undefined>;
  /** What somebody sees on a page of their own, where a platform has one: it is made anew whenever they open it. */
  home(account: Account): Promise<Card>;
  /** Events may have been lost, e.g. with a connection: what they told is looked up instead. */
  missed(): Promise<void>;
  /** Somebody deleted messages, which may be ours. */
  deleted(deleted: Deleted): Promise<void>;
}

/**
 * The way back to the person who caused an inbound. At most one of `openForm` and `reply` first, then any
 * number of replies. `quiet` is seen by that person alone.
 */
export interface Responder {
  /** @throws FormNotOpened */
  openForm(form: Form): Promise<void>;
  reply(card: Card, visibility: 'quiet' | 'channel'): Promise<MessageRef | undefined>;
  /**
   * Shows a card in the place of the message that was clicked, which one person sees. False when there is none that can
   * be changed (any more): then it stays as it is. Absent where nothing was clicked.
   */
  replace?(card: Card): Promise<boolean>;
  /**
   * Called instead of the others when the delivery came to another process as well, and is answered there. For
   * platforms that deliver to every process at once, and never again later.
   */
  repeated?(): void;
}

/**
 * What kept a message from being delivered. `rejected` and `gone` are the platform's verdict on the message, `no-channel` on
 * where it goes; `shut-out` says that the platform takes nothing of ours until somebody mends our token, the app or the
 * workspace; `rate-limited` and `unavailable` pass by themselves. Only a verdict in the platform's own words is one.
 */
export type DeliveryFault = 'gone' | 'no-channel' | 'rate-limited' | 'unavailable' | 'shut-out' | 'rejected';

/** How far a limit reaches: the same kind of call in this channel, the same in the whole workspace, or every call. */
export type LimitReach = 'channel' | 'workspace' | 'everything';

/** A message that could not be delivered, and whether trying again can help. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly kind: DeliveryFault;
  readonly retryAfterMs: number | undefined;
  /** False when the platform took nothing of it and only asked us to wait. */
  readonly isAttempt: boolean;
  /** What else has to wait when the platform asked us to. */
  readonly reach: LimitReach;

  /** @param begun whether some of it had got through before */
  constructor(
    kind: DeliveryFault,
    message: string,
    retryAfterMs?: number,
    begun = false,
    reach: LimitReach = 'channel',
  ) {
    super(message);
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
    this.reach = reach;
    this.isAttempt = begun || kind !== 'rate-limited';
  }
}

/** The platform opened no form this time, and nothing was done: it may open one in answer to another click. */
export class FormNotOpened extends OpsError {}
