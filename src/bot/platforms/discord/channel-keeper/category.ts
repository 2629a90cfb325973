import type { APIOverwrite } from 'discord.js';
import { OpsError } from '../../../../errors.ts';
import type { DiscordServer } from '../options.ts';

/** A channel as Discord lists it, as far as it matters here. */
export interface Listed {
  readonly id: string;
  readonly type: number;
  readonly name: string;
  readonly topic?: string | null;
  readonly parent_id?: string | null;
  readonly permission_overwrites?: readonly APIOverwrite[];
}

export const TEXT = 0;
const CATEGORY = 4;

/**
 * The category in which a channel is opened.
 * @throws OpsError when the settings name none, or one that the server does not have
 */
export function categoryFor(
  { name, categories }: Pick<DiscordServer, 'name' | 'categories'>,
  isPrivate: boolean,
  channels: readonly Listed[],
): Listed {
  const kind = isPrivate ? 'private' : 'public';
  const id = categories[kind];
  if (id === null) {
    throw new OpsError({
      code: 'channel.no-category',
      what: NOT_OPENED,
      why: `keyturn.yaml names no category for ${kind} channels of this server.`,
      next: `Write the id of one of its categories to ${categoriesKey(name)}.${kind}; a right-click on it offers Copy ID.`,
    });
  }
  const found = channels.find((one) => one.id === id && one.type === CATEGORY);
  if (found !== undefined) return found;
  throw new OpsError({
    code: 'channel.category-gone',
    what: NOT_OPENED,
    why: `The category ${id} of keyturn.yaml is not one of this server.`,
    next: `Correct ${categoriesKey(name)}.${kind}; a right-click on a category offers Copy ID.`,
  });
}

/** Where the settings name the categories of a server. */
export function categoriesKey(server: string): string {
  return server === 'main'
    ? 'platforms.discord.categories'
    : `platforms.discord.servers.${server}.categories`;
}

export const NOT_OPENED = 'The channel was not opened on Discord.';
