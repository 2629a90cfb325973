import type { DiscordState, FakeMessage, FakeUser } from '../state.ts';

export function userShape({ id, username, global_name, bot }: FakeUser): object {
  return { id, username, global_name, bot, discriminator: '0', avatar: null };
}

export function memberShape(user: FakeUser): object {
  return {
    user: userShape(user),
    roles: user.roles,
    nick: null,
    joined_at: '2026-01-01T00:00:00.000Z',
    deaf: false,
    mute: false,
    flags: 0,
    pending: false,
  };
}

export function channelShape(state: DiscordState, id: string): object {
  const channel = state.channels.get(id);
  if (channel === undefined) throw new Error(`no channel ${id}`);
  const thread = {
    thread_metadata: {
      archived: channel.archived !== 'no',
      auto_archive_duration: 1440,
      archive_timestamp: TIME,
      locked: channel.archived === 'locked',
    },
  };
  return {
    id,
    type: channel.type,
    name: channel.name,
    ...(channel.type === 1 ? {} : { guild_id: channel.guild }),
    parent_id: channel.parent,
    topic: channel.topic,
    position: 0,
    permission_overwrites: channel.overwrites,
    ...(channel.type === 11 ? thread : {}),
  };
}

export function messageShape(state: DiscordState, message: FakeMessage): object {
  const author = state.users.get(message.author);
  const { content = '', embeds = [], components = [], flags = 0 } = message.body;
  return {
    id: message.id,
    channel_id: message.channel,
    author: author && userShape(author),
    content,
    embeds,
    components,
    flags,
    type: 0,
    timestamp: TIME,
    edited_timestamp: message.editedAt?.toISOString() ?? null,
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    pinned: state.channels.get(message.channel)?.pins.includes(message.id) === true,
    attachments: message.files.map((file, index) => ({ id: String(index), filename: file.name })),
    reactions: [...message.reactions].map(([name, { normal, burst }]) => ({
      emoji: { id: null, name },
      count: normal.size + burst.size,
      count_details: { normal: normal.size, burst: burst.size },
      me: normal.has(state.bot),
      me_burst: false,
      burst_colors: [],
    })),
    ...(message.nonce === undefined ? {} : { nonce: message.nonce }),
  };
}

export function guildShape(state: DiscordState): object {
  return {
    id: state.guild,
    name: 'Team',
    owner_id: '1',
    roles: state.roles.map((role, position) => ({
      ...role,
      position,
      color: 0,
      colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
      hoist: false,
      managed: false,
      mentionable: false,
      flags: 0,
    })),
    emojis: [],
    stickers: [],
    features: [],
    preferred_locale: 'en-US',
    member_count: state.users.size,
  };
}

const TIME = '2026-11-22T03:05:00.000000+00:00';
