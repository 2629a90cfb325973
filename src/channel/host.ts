import type { Refusal } from '../errors.ts';
import type { Account } from '../people/principal.ts';
import type { Opening, OpeningSite } from './channel.ts';
import type { StoredOpening, StoredSite } from './opening.ts';
import type { NewSite } from './store.ts';

/** Where channels can be opened: what this room asks of the chat platforms. */
export interface ChannelHost {
  /** All places of now: each a workspace of a platform. */
  sites(): readonly NewSite[];
  /**
   * One of them, to work in.
   * @param label what people call it. @param failure what is told of whatever fails there, e.g. "The channel was not opened."
   * @throws OpsError when the settings have it no more, or it has not been reached.
   */
  at(site: StoredSite, label: string, failure: string): ChannelPlace;
}

/**
 * A place as its platform has it. Every call can be repeated: what is done already is not done twice. What fails is thrown
 * as OpsError, in words for whoever wanted the channel; anything else is a bug.
 */
export interface ChannelPlace {
  /** The platform's own id of the workspace. */
  readonly workspace: string;
  /** Opens the channel, or finds it open. In one that is known to be open people are only invited once more. */
  open(opening: StoredOpening, accounts: readonly Account[]): Promise<OpenSite>;
  /** Posts what the channel is for in it, or brings it up to date; what somebody deleted stays deleted. */
  show(view: Opening, here: OpeningSite): Promise<Pick<StoredSite, 'message' | 'shown'>>;
  pin(message: string): Promise<void>;
}

/** A channel that is open, and who is missing in it. */
export interface OpenSite {
  readonly channel: string;
  readonly channelName: string;
  readonly url: string;
  readonly uninvited: readonly Refusal[];
}
