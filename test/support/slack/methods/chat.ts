import { ApiError, type Arguments, need } from '../api-error.ts';
import { faultsOfBlocks, tooLong } from '../check/blocks.ts';
import { isPart } from '../check/texts.ts';
import {
  type Block,
  BOT_ID,
  BOT_USER,
  type Channel,
  findMessage,
  type Message,
  newTs,
  type State,
} from '../state.ts';
import type { Method } from './method.ts';

const TEXT = 40_000;

export const chat: Readonly<Record<string, Method>> = {
  'chat.postMessage': {
    scope: 'chat:write',
    call(state, args) {
      const channel = writableChannel(state, args);
      const content = contentOf(args);
      const message = addMessage(state, {
        ...content,
        channel: channel.id,
        threadTs: threadOf(args),
        metadata: metadataOf(args),
      });
      return {
        channel: channel.id,
        ts: message.ts,
        message: { type: 'message', bot_id: BOT_ID, ...content },
      };
    },
  },
  'chat.postEphemeral': {
    scope: 'chat:write',
    call(state, args) {
      const { user } = need(args, 'user');
      const channel = writableChannel(state, args);
      if (!channel.members.has(user)) throw new ApiError('user_not_in_channel');
      const message = addMessage(state, {
        ...contentOf(args),
        channel: channel.id,
        threadTs: threadOf(args),
        onlyFor: user,
      });
      return { message_ts: message.ts };
    },
  },
  'chat.update': {
    scope: 'chat:write',
    call(state, args) {
      const { channel, ts } = need(args, 'channel', 'ts');
      const where = state.channels.get(channel);
      if (where === undefined) throw new ApiError('channel_not_found');
      if (where.archived) throw new ApiError('is_inactive');
      const message = findMessage(state, channel, ts);
      if (message === undefined || message.onlyFor !== undefined) throw new ApiError('message_not_found');
      if (message.user !== BOT_USER) throw new ApiError('cant_update_message');
      Object.assign(message, contentOf(args), { edited: true });
      if (args.metadata !== undefined) message.metadata = metadataOf(args);
      return { channel, ts, text: message.text };
    },
  },
};

/** @throws ApiError when the bot cannot write there. */
export function writableChannel(state: State, args: Arguments, name = 'channel'): Channel {
  const found = state.channels.get(need(args, name)[name] ?? '');
  if (found === undefined) throw new ApiError('channel_not_found');
  if (found.archived) throw new ApiError('is_archived');
  if (!found.members.has(BOT_USER)) throw new ApiError('not_in_channel');
  return found;
}

/** @throws ApiError when a text is too long, or blocks break a limit. */
export function contentOf(args: Arguments): { text: string; blocks: readonly Block[] } {
  const text = typeof args.text === 'string' ? args.text : '';
  const blocks = (args.blocks ?? []) as readonly Block[];
  if (text === '' && (!Array.isArray(blocks) || blocks.length === 0)) throw new ApiError('no_text');
  if (text.length > TEXT) throw new ApiError('msg_too_long');
  const faults = faultsOfBlocks(blocks);
  if (faults.length > 0) throw new ApiError('invalid_blocks', faults);
  if (tooLong(blocks)) throw new ApiError('msg_blocks_too_long');
  return { text, blocks };
}

export function addMessage(
  state: State,
  given: Partial<Message> & Pick<Message, 'channel' | 'text' | 'blocks'>,
): Message {
  const message: Message = {
    ts: newTs(),
    threadTs: undefined,
    user: BOT_USER,
    onlyFor: undefined,
    metadata: undefined,
    reactions: new Map(),
    files: [],
    deleted: false,
    edited: false,
    ...given,
  };
  state.messages.push(message);
  return message;
}

function threadOf(args: Arguments): string | undefined {
  if (args.thread_ts === undefined) return undefined;
  if (!/^\d+\.\d{6}$/.test(String(args.thread_ts))) throw new ApiError('invalid_thread_ts');
  return String(args.thread_ts);
}

function metadataOf({ metadata }: Arguments): unknown {
  if (metadata === undefined) return undefined;
  const valid =
    isPart(metadata) && /^[a-z]\w*$/.test(String(metadata.event_type)) && isPart(metadata.event_payload);
  if (!valid) throw new ApiError('invalid_metadata_format');
  return metadata;
}
