import type { PlatformLimits } from '../../../chat/port.ts';
import type { Command } from '../../../commands/command.ts';
import type { Secret } from '../../../config/secret.ts';
import type { Logger } from '../../../log.ts';
import type { Pace } from '../../../waiting/allowance.ts';
import { IDENTIFY_PACE } from './gateway/identifies.ts';

export interface DiscordOptions {
  readonly token: Secret;
  /** The server whose commands are registered; null registers them for every server that has the bot. */
  readonly guild: string | null;
  /** More servers that are served, where one is named. */
  readonly servers?: readonly DiscordServer[];
  /** Base of the API, without a version: `https://discord.com/api`. */
  readonly apiUrl: string;
  /** Asked again from time to time: a reloaded runbook brings new commands. */
  readonly commands: () => readonly Command[];
  /** Where channels are opened in that server. Absent: none are. */
  readonly categories?: DiscordCategories;
  readonly log: Logger;
  readonly timing?: Partial<DiscordTiming>;
}

/** A server beside the first. */
export interface DiscordServer {
  /** As keyturn.yaml calls it. */
  readonly name: string;
  readonly id: string;
  readonly categories: DiscordCategories;
}

/** Ids of categories of the server; null where the settings name none. */
export interface DiscordCategories {
  readonly public: string | null;
  readonly private: string | null;
  /** Where archived channels are moved; null leaves them where they are. */
  readonly archive: string | null;
}

export const NO_CATEGORIES: DiscordCategories = { public: null, private: null, archive: null };

/** Times in milliseconds. Discord drops an interaction that got no answer within 3 s. */
export interface DiscordTiming {
  /** A command without an answer is acknowledged after this; until then a form can open directly. */
  readonly commandAckMs: number;
  /** Same for submitted forms, and for clicks that may open a form: all others are acknowledged at once. */
  readonly clickAckMs: number;
  /** How often the registered commands are compared with those there are. */
  readonly commandsEveryMs: number;
  /** Between attempts to reach Discord. */
  readonly reconnectMs: number;
  /** Between attempts after Discord did not let us in. */
  readonly refusedMs: number;
  /** A connection that is not ready by then is given up and made anew. */
  readonly loginMs: number;
  readonly identifies: Pace;
}

export const DEFAULT_TIMING: DiscordTiming = {
  commandAckMs: 1_200,
  clickAckMs: 400,
  commandsEveryMs: 30_000,
  reconnectMs: 10_000,
  refusedMs: 5 * 60_000,
  loginMs: 45_000,
  identifies: IDENTIFY_PACE,
};

/**
 * An embed takes 4096 characters of description and markup needs some of them; a message takes 5 rows of
 * controls, a modal 5 inputs.
 */
export const LIMITS: PlatformLimits = {
  cardText: 3_600,
  controls: 20,
  title: 250,
  fieldsPerForm: 5,
  typedText: 4_000,
};
