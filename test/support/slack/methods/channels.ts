import { ApiError, type Arguments, need } from '../api-error.ts';
import {
  BOT_USER,
  type Channel,
  type ChannelDetails,
  detailsOf,
  findMessage,
  newId,
  type State,
} from '../state.ts';
import { writableChannel } from './chat.ts';
import type { Method } from './method.ts';

const NAME = 80;
const TOPIC = 250;
const INVITED = 100;
const BOOKMARKS = 100;

/** Of a public channel, or of a private one. */
const manage = (args: Arguments, state: State): string => {
  const channel = state.channels.get(String(args.channel));
  return channel !== undefined && detailsOf(channel).private ? 'groups:write' : 'channels:manage';
};

/** Opening channels, what is said at their head, who is in them, pins and bookmarks. */
export const channels: Readonly<Record<string, Method>> = {
  'conversations.create': {
    scope: ({ is_private: isPrivate }) => (String(isPrivate) === 'true' ? 'groups:write' : 'channels:manage'),
    call(state, args) {
      const name = freeName(state, args.name, undefined);
      const channel: Channel = { id: newId('C0'), name, members: new Set([BOT_USER]), archived: false };
      Object.assign(detailsOf(channel), {
        private: String(args.is_private) === 'true',
        creator: BOT_USER,
      } satisfies Partial<ChannelDetails>);
      state.channels.set(channel.id, channel);
      return { channel: toWire(channel) };
    },
  },
  'conversations.rename': {
    scope: manage,
    call(state, args) {
      const channel = writableChannel(state, args);
      if (detailsOf(channel).creator !== BOT_USER) throw new ApiError('not_authorized');
      channel.name = freeName(state, args.name, channel);
      return { channel: toWire(channel) };
    },
  },
  'conversations.setTopic': {
    scope: manage,
    call(state, args) {
      const channel = writableChannel(state, args);
      detailsOf(channel).topic = shortText(args.topic);
      return { channel: toWire(channel) };
    },
  },
  'conversations.setPurpose': {
    scope: manage,
    call(state, args) {
      const channel = writableChannel(state, args);
      const purpose = shortText(args.purpose);
      detailsOf(channel).purpose = purpose;
      return { purpose };
    },
  },
  'conversations.invite': {
    scope: manage,
    call(state, args) {
      const channel = writableChannel(state, args);
      const users = need(args, 'users').users.split(',');
      if (users.length > INVITED) throw new ApiError('too_many_users');
      const errors = users.flatMap((user) => {
        const error = notInvitable(state, channel, user);
        return error === undefined ? [] : [{ user, ok: false, error }];
      });
      const [first] = errors;
      const forced = String(args.force) === 'true' && users.length > 1;
      if (first !== undefined && !forced) throw new ApiError(first.error, [], { errors });
      for (const user of users) {
        if (!errors.some((one) => one.user === user)) channel.members.add(user);
      }
      return { channel: toWire(channel), ...(errors.length > 0 ? { errors } : {}) };
    },
  },
  'conversations.archive': {
    scope: manage,
    call(state, args) {
      const channel = state.channels.get(need(args, 'channel').channel);
      if (channel === undefined) throw new ApiError('channel_not_found');
      if (channel.archived) throw new ApiError('already_archived');
      if (!channel.members.has(BOT_USER)) throw new ApiError('not_in_channel');
      channel.archived = true;
      return {};
    },
  },
  'users.conversations': {
    scope: ({ types = 'public_channel' }) =>
      String(types).includes('private_channel') ? 'groups:read' : 'channels:read',
    call(state, { types = 'public_channel', limit = 100, cursor = 0 }) {
      const [most, from] = [Number(limit), Number(cursor)];
      if (!(most >= 1 && most <= 1_000)) throw new ApiError('invalid_limit');
      const wanted = String(types).split(',');
      const mine = [...state.channels.values()]
        .filter(({ id, members }) => !id.startsWith('D') && members.has(BOT_USER))
        .filter((one) => wanted.includes(detailsOf(one).private ? 'private_channel' : 'public_channel'));
      const next = from + most < mine.length ? String(from + most) : '';
      return {
        channels: mine.slice(from, from + most).map(toWire),
        response_metadata: { next_cursor: next },
      };
    },
  },
  'pins.add': {
    scope: 'pins:write',
    call(state, args) {
      const { timestamp } = need(args, 'timestamp');
      const channel = writableChannel(state, args);
      if (!/^\d{10}\.\d{6}$/.test(timestamp)) throw new ApiError('bad_timestamp');
      const message = findMessage(state, channel.id, timestamp);
      if (message === undefined || message.onlyFor !== undefined) throw new ApiError('message_not_found');
      const { pins } = detailsOf(channel);
      if (pins.includes(message.ts)) throw new ApiError('already_pinned');
      pins.push(message.ts);
      return {};
    },
  },
  'bookmarks.add': {
    scope: 'bookmarks:write',
    call(state, args) {
      const { title, type } = need(args, 'title', 'type');
      const channel = writableChannel(state, args, 'channel_id');
      if (type !== 'link') throw new ApiError('invalid_bookmark_type');
      const link = String(args.link);
      if (!/^https?:\/\//.test(link)) throw new ApiError('invalid_link');
      const { bookmarks } = detailsOf(channel);
      if (bookmarks.length >= BOOKMARKS) throw new ApiError('too_many_bookmarks');
      bookmarks.push({ title, url: link });
      return { bookmark: { id: newId('Bk'), channel_id: channel.id, title, link, type } };
    },
  },
};

/** @throws ApiError for a name that Slack does not take, or that a channel has or had: archived ones keep theirs. */
function freeName(state: State, given: unknown, mine: Channel | undefined): string {
  const name = String(given ?? '');
  if (name === '') throw new ApiError('invalid_name_required');
  if (name.length > NAME) throw new ApiError('invalid_name_maxlength');
  if (/^[-_]+$/.test(name)) throw new ApiError('invalid_name_punctuation');
  if (!/^[\p{L}\p{M}\p{N}_-]+$/u.test(name) || name !== name.toLowerCase()) {
    throw new ApiError('invalid_name_specials');
  }
  const taken = [...state.channels.values()].some((one) => one !== mine && one.name === name);
  if (taken) throw new ApiError('name_taken');
  return name;
}

function shortText(given: unknown): string {
  const text = String(given ?? '');
  if (text.length > TOPIC) throw new ApiError('too_long');
  return text;
}

function notInvitable(state: State, channel: Channel, id: string): string | undefined {
  const user = state.users.get(id);
  if (user === undefined || user.deleted) return 'user_not_found';
  if (id === BOT_USER) return 'cant_invite_self';
  if (channel.members.has(id)) return 'already_in_channel';
  // A single-channel guest is where it is.
  return user.guest === 'single' ? 'ura_max_channels' : undefined;
}

function toWire(channel: Channel): object {
  const { private: isPrivate, creator, topic, purpose } = detailsOf(channel);
  return {
    id: channel.id,
    name: channel.name,
    is_channel: !isPrivate,
    is_group: isPrivate,
    is_private: isPrivate,
    is_archived: channel.archived,
    creator,
    topic: { value: topic },
    purpose: { value: purpose },
  };
}
