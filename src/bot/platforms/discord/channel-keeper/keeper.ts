import { type REST, Routes } from 'discord.js';
import { channelMark, channelName, markIn } from '../../../../channel/name.ts';
import type { ChannelKeeper, ChannelWish, KeptChannel } from '../../../../chat/channels.ts';
import { cut } from '../../../../values/cut.ts';
import { sharedCall } from '../../../../waiting/shared-call.ts';
import { type DiscordServer, NO_CATEGORIES } from '../options.ts';
import { MANAGE_CHANNELS, MANAGE_ROLES, NEEDED, PIN_MESSAGES } from '../permissions.ts';
import { addressOf } from '../refs.ts';
import { categoryFor, type Listed, NOT_OPENED, TEXT } from './category.ts';
import { createGrants, type Grants } from './grants.ts';
import { admit, guestsAmong } from './guests.ts';
import { locking, privateTo } from './overwrites.ts';
import { mendableOrDelivery, undertake } from './problems.ts';

export interface KeeperDeps {
  /** Repeats no request on its own: Discord has no key that keeps it from opening a channel twice. */
  readonly rest: REST;
  /** Those of the settings, the first of them called main; a bot that serves every server which has it opens channels in none. */
  readonly servers: readonly DiscordServer[];
}

/** Characters of a channel's topic. */
const TOPIC = 1024;
const BETWEEN = ' · ';

/**
 * Opens channels of servers. A channel carries the mark of its key in its topic, from the same request that makes
 * it; without bookmarks in Discord, links belong on a pinned card.
 */
export function createKeeper({ rest, servers }: KeeperDeps): ChannelKeeper {
  const once = sharedCall<KeptChannel>();
  const known = new Map<string, Grants>();

  function grantsIn(server: string): Grants {
    const grants = known.get(server) ?? createGrants(rest, server);
    known.set(server, grants);
    return grants;
  }

  function serverOf(workspace: string): DiscordServer {
    const found = servers.find(({ id }) => id === workspace);
    return found ?? { name: workspace, id: workspace, categories: NO_CATEGORIES };
  }

  async function open(wish: ChannelWish): Promise<KeptChannel> {
    const { workspace } = wish;
    const name = channelName(wish.name);
    const grants = grantsIn(workspace);
    const channels = (await rest.get(Routes.guildChannels(workspace))) as readonly Listed[];
    const mark = channelMark(wish.key);
    const found = channels.find(({ type, topic }) => type === TEXT && markIn(topic ?? '') === mark);
    const { present, uninvited } = await guestsAmong(wish.invite, grants);
    const people = present.map(({ account }) => account.id);
    const channel =
      found ?? (await make(wish, name, categoryFor(serverOf(workspace), wish.private, channels), people));
    return {
      place: { platform: 'discord', workspace, channel: channel.id },
      name: channel.name,
      url: `https://discord.com/channels/${workspace}/${channel.id}`,
      uninvited: [...uninvited, ...(await admit(rest, channel, present, grants))],
    };
  }

  async function make(
    { workspace, key, topic, private: isPrivate }: ChannelWish,
    name: string,
    category: Listed,
    people: readonly string[],
  ): Promise<Listed> {
    const grants = grantsIn(workspace);
    const needs = [...NEEDED, MANAGE_CHANNELS];
    const body = {
      name,
      type: TEXT,
      topic: withMark(topic, channelMark(key)),
      parent_id: category.id,
      // A public one has the exceptions of its category: Discord copies them when none are given.
      ...(isPrivate ? { permission_overwrites: privateTo(workspace, await grants.bot(), people) } : {}),
    };
    const overwrites = category.permission_overwrites ?? [];
    return undertake({ what: NOT_OPENED, needs, overwrites }, grants, async () => {
      return (await rest.post(Routes.guildChannels(workspace), { body, reason: REASON })) as Listed;
    });
  }

  async function look(channel: string): Promise<Listed> {
    return (await rest.get(Routes.channel(channel))) as Listed;
  }

  return {
    workspaces: () => servers.map(({ name, id }) => ({ name, id })),
    create: (wish) => once(`${wish.workspace}/${wish.key}`, () => mendableOrDelivery(() => open(wish))),
    setTopic: ({ workspace, channel }, topic) =>
      mendableOrDelivery(async () => {
        const { topic: before, permission_overwrites: overwrites = [] } = await look(channel);
        const what = 'The topic was not changed on Discord.';
        const body = { topic: withMark(topic, markIn(before ?? '')) };
        await undertake({ what, needs: [MANAGE_CHANNELS], overwrites }, grantsIn(workspace), () =>
          rest.patch(Routes.channel(channel), { body, reason: REASON }),
        );
      }),
    invite: ({ workspace, channel }, accounts) =>
      mendableOrDelivery(async () => {
        const grants = grantsIn(workspace);
        const { present, uninvited } = await guestsAmong(accounts, grants);
        return [...uninvited, ...(await admit(rest, await look(channel), present, grants))];
      }),
    pin: (ref) =>
      mendableOrDelivery(async () => {
        const { channel, message } = addressOf(ref);
        const { permission_overwrites: overwrites = [] } = await look(channel);
        const what = 'The message was not pinned on Discord.';
        await undertake({ what, needs: [PIN_MESSAGES], overwrites }, grantsIn(ref.workspace), () =>
          rest.put(Routes.channelMessagesPin(channel, message)),
        );
      }),
    archive: ({ workspace, channel }) =>
      mendableOrDelivery(async () => {
        const grants = grantsIn(workspace);
        const { permission_overwrites: overwrites = [], parent_id: parent } = await look(channel);
        const what = 'The channel was not archived on Discord.';
        const undertaking = { what, needs: [MANAGE_CHANNELS, MANAGE_ROLES], overwrites };
        const exceptions = locking(workspace, await grants.bot(), overwrites);
        await undertake(undertaking, grants, async () => {
          for (const { id, ...body } of exceptions)
            await rest.put(Routes.channelPermission(channel, id), { body, reason: REASON });
          const { archive } = serverOf(workspace).categories;
          if (archive === null || archive === parent) return;
          await rest.patch(Routes.channel(channel), {
            body: { parent_id: archive },
            reason: REASON,
          });
        });
      }),
  };
}

/** Stands in the server's audit log. */
const REASON = 'Keyturn was asked to; its own log says by whom.';

function withMark(topic: string, mark: string | undefined): string {
  if (mark === undefined) return cut(topic, TOPIC);
  return `${cut(topic, TOPIC - BETWEEN.length - mark.length)}${BETWEEN}${mark}`;
}
