import type { Refusal } from '../errors.ts';
import type { Account } from '../people/principal.ts';
import type { MessageRef, Place } from './inbound.ts';

/**
 * What a platform offers where Keyturn may open channels. Every call can be repeated: what is done already is not
 * done twice. All throw DeliveryError when trying again may help, and OpsError when somebody has to change something
 * first, such as a permission or scope, which it names.
 */
export interface ChannelKeeper {
  /** Where channels can be opened. */
  workspaces(): readonly Workspace[];
  /** Opens a channel. The same `key` finds the first one instead of making another. */
  create(wish: ChannelWish): Promise<KeptChannel>;
  /** What is longer than the platform takes is cut. */
  setTopic(channel: Place, topic: string): Promise<void>;
  /** @returns those who could not be invited. Whoever is in the channel already counts as invited. */
  invite(channel: Place, accounts: readonly Account[]): Promise<readonly Uninvited[]>;
  pin(message: MessageRef): Promise<void>;
  /**
   * Puts a link at the channel's head. Absent where a platform has no bookmarks: there a pinned card carries its links.
   * The same link twice is two bookmarks.
   */
  bookmark?(channel: Place, link: Bookmark): Promise<void>;
  /** Ends writing in the channel; nothing in it is ever deleted. */
  archive(channel: Place): Promise<void>;
}

/** A server, team or the console. */
export interface Workspace {
  /** As keyturn.yaml calls it. */
  readonly name: string;
  /** The platform's own id; undefined while the platform has not told it. */
  readonly id: string | undefined;
}

export interface ChannelWish {
  readonly workspace: string;
  /** Any text that no other channel was opened with. */
  readonly key: string;
  /** As a person writes it; the platform's channel gets what it allows of it. */
  readonly name: string;
  readonly topic: string;
  readonly private: boolean;
  /** Accounts of this workspace. A private channel is seen by them and the bot alone. */
  readonly invite: readonly Account[];
}

export interface KeptChannel {
  readonly place: Place;
  /** As it is called there. */
  readonly name: string;
  /** Opens it in a browser or app. */
  readonly url: string;
  readonly uninvited: readonly Uninvited[];
}

export interface Uninvited {
  readonly account: Account;
  readonly refusal: Refusal;
}

export interface Bookmark {
  readonly title: string;
  readonly url: string;
}
