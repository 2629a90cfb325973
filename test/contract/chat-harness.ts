import type { Form } from '../../src/chat/card.ts';
import type { MessageRef, Place } from '../../src/chat/inbound.ts';
import type { ChatPlatform, Receiver } from '../../src/chat/port.ts';
import type { Account } from '../../src/people/principal.ts';

/** One message as an account sees it on the platform. */
export interface Seen {
  readonly ref: MessageRef;
  /** Everything that can be read, markup taken out. */
  readonly text: string;
  readonly controls: readonly { readonly label: string; readonly nonce?: string }[];
  /** Seen by this account alone. */
  readonly quiet: boolean;
  /** Ids of the accounts that the platform notifies because of this message, each once. */
  readonly pinged: readonly string[];
  /** Moments that it shows in the zone of whoever reads it. */
  readonly times: readonly Date[];
  /** Links that can be followed: what is shown and where it leads. */
  readonly links: readonly { readonly text: string; readonly url: string }[];
  readonly files: readonly { readonly name: string; readonly content: string }[];
}

/** What people do on the platform, through its own front door: HTTP, gateway, or the page's API. */
export interface Driver {
  /**
   * @param delivery the platform's id of the delivery; the same one twice is a repeat.
   * @returns when the platform got its acknowledgement and the receiver is done.
   */
  command(
    by: Account,
    place: Place,
    path: readonly string[],
    options: { readonly [name: string]: string },
    delivery?: string,
  ): Promise<void>;
  click(by: Account, message: MessageRef, nonce: string, delivery?: string): Promise<void>;
  choose(by: Account, message: MessageRef, nonce: string, value: string): Promise<void>;
  submit(
    by: Account,
    place: Place,
    nonce: string,
    values: { readonly [name: string]: string },
  ): Promise<void>;
  react(by: Account, message: MessageRef, emoji: string): Promise<void>;
  unreact(by: Account, message: MessageRef, emoji: string): Promise<void>;
  complete(
    by: Account,
    place: Place,
    path: readonly string[],
    option: string,
    text: string,
  ): Promise<readonly { readonly value: string; readonly label: string }[]>;
  /** Somebody deletes a message, and the adapter hears of it. */
  remove(message: MessageRef): Promise<void>;
  /** What an account sees in a channel, oldest first; threads are apart. */
  see(by: Account, place: Place): Promise<readonly Seen[]>;
  seeThread(by: Account, message: MessageRef): Promise<readonly Seen[]>;
  /** The form that is open for this account. */
  seeForm(by: Account): Promise<Form | undefined>;
}

/** A page that each person has for themselves. */
export interface HomePage {
  /** Opens it, and says what stands there. */
  open(by: Account): Promise<Pick<Seen, 'text' | 'controls'>>;
  /** Uses a control of it, and waits for what comes of that. */
  click(by: Account, nonce: string): Promise<void>;
  /** Where an answer to a click there is seen. */
  answers(by: Account): Promise<readonly Seen[]>;
}

/** A channel as an account sees it. */
export interface SeenChannel {
  readonly place: Place;
  readonly name: string;
  readonly topic: string;
  /** Nobody can write in it any more. */
  readonly archived: boolean;
  /** Ids of messages, the first pinned first. */
  readonly pinned: readonly string[];
  readonly bookmarks: readonly { readonly title: string; readonly url: string }[];
}

export interface ChatHarness {
  readonly platform: ChatPlatform;
  readonly drive: Driver;
  /** The channels that an account finds on the platform. */
  channels(by: Account): Promise<readonly SeenChannel[]>;
  /** Its own page asks again about a click on what has just moved, so the platform says of no click when it was. */
  readonly measuresShifts?: true;
  /** The page of somebody's own, where the platform has one. */
  readonly home?: HomePage;
  /** Two people, and a bot account that can react and click. */
  readonly ana: Account;
  readonly ben: Account;
  readonly bot: Account;
  /** A channel that all of them see. */
  readonly place: Place;
  /** Stops the adapter and makes it anew over what the platform remembers. It is started with `receiver`. */
  restart(receiver: Receiver): Promise<ChatPlatform>;
  close(): Promise<void>;
}
