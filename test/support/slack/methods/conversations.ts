import { ApiError, type Arguments, need } from '../api-error.ts';
import { BOT_ID, BOT_USER, type Message, openDirectMessages, type State } from '../state.ts';
import type { Method } from './method.ts';

export const conversations: Readonly<Record<string, Method>> = {
  'conversations.history': {
    scope: historyScope,
    call(state, args) {
      const all = readable(state, args);
      const roots = new Set(all.flatMap(({ threadTs, deleted }) => (deleted ? [] : (threadTs ?? []))));
      // A message that has replies leaves a tombstone.
      const shown = all.filter((one) => one.threadTs === undefined && (!one.deleted || roots.has(one.ts)));
      return page(shown.toReversed(), args);
    },
  },
  'conversations.replies': {
    scope: historyScope,
    call(state, args) {
      const { ts } = need(args, 'ts');
      const all = readable(state, args);
      const asked = all.find((one) => one.ts === ts);
      const replies = all.filter((one) => one.threadTs === ts && !one.deleted);
      if (asked === undefined || (asked.deleted && replies.length === 0))
        throw new ApiError('thread_not_found');
      // A reply that is asked for stands for itself; its thread_ts says where it belongs.
      return page([asked, ...replies], args, ts);
    },
  },
  'conversations.open': {
    scope: 'im:write',
    call(state, args) {
      const user = state.users.get(need(args, 'users').users);
      if (user === undefined) throw new ApiError('user_not_found');
      if (user.deleted) throw new ApiError('user_disabled');
      return { channel: { id: openDirectMessages(state, user.id) } };
    },
  },
  'conversations.info': {
    scope: 'channels:read',
    call(state, args) {
      const channel = state.channels.get(need(args, 'channel').channel);
      if (channel === undefined) throw new ApiError('channel_not_found');
      const { id, name, members, archived } = channel;
      return { channel: { id, name, is_archived: archived, is_member: members.has(BOT_USER) } };
    },
  },
};

/** Of a kind of conversation its own: direct messages begin with a D. */
function historyScope({ channel }: Arguments): string {
  return String(channel).startsWith('D') ? 'im:history' : 'channels:history';
}

function readable(state: State, args: Arguments): readonly Message[] {
  const channel = state.channels.get(need(args, 'channel').channel);
  if (channel === undefined) throw new ApiError('channel_not_found');
  if (!channel.members.has(BOT_USER)) throw new ApiError('not_in_channel');
  return state.messages.filter((one) => one.channel === channel.id && one.onlyFor === undefined);
}

/** The first message of a thread comes whatever is asked for. */
function page(messages: readonly Message[], args: Arguments, root?: string) {
  const limit = Number(args.limit ?? 100);
  if (!Number.isInteger(limit) || limit < 1 || limit > 999) throw new ApiError('invalid_limit');
  const oldest = Number(args.oldest ?? 0);
  const latest = args.latest === undefined ? Number.POSITIVE_INFINITY : Number(args.latest);
  const isIn = (ts: number) =>
    ts > oldest && (ts < latest || (ts === latest && String(args.inclusive) === 'true'));
  const wanted = messages.filter((one) => one.ts === root || isIn(Number(one.ts)));
  const from = Number(args.cursor ?? 0);
  const next = from + limit < wanted.length ? String(from + limit) : '';
  const metadata = String(args.include_all_metadata) === 'true';
  return {
    messages: wanted.slice(from, from + limit).map((one) => toWire(one, metadata, root)),
    has_more: next !== '',
    response_metadata: { next_cursor: next },
  };
}

function toWire(message: Message, metadata: boolean, root: string | undefined) {
  const thread = message.threadTs ?? (root === message.ts ? root : undefined);
  if (message.deleted) return { type: 'message', subtype: 'tombstone', ts: message.ts, thread_ts: thread };
  return {
    type: 'message',
    ts: message.ts,
    user: message.user,
    ...(message.user === BOT_USER ? { bot_id: BOT_ID } : {}),
    text: message.text,
    blocks: message.blocks,
    ...(thread === undefined ? {} : { thread_ts: thread }),
    ...(metadata && message.metadata !== undefined ? { metadata: message.metadata } : {}),
    ...(message.files.length === 0
      ? {}
      : { files: message.files.map(({ id, name, title }) => ({ id, name, title })) }),
  };
}
