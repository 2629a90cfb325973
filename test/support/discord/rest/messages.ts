import { checkMessage } from '../check/message.ts';
import { can, MAY } from '../permissions.ts';
import { ApiProblem, threadArchived, unknown } from '../problem.ts';
import { snowflake } from '../snowflake.ts';
import {
  addChannel,
  type DiscordState,
  type FakeChannel,
  type FakeMessage,
  type MessageParts,
} from '../state.ts';
import { type Exchange, type Route, route } from './exchange.ts';
import { channelShape, messageShape, userShape } from './shapes.ts';

export interface MessageEvents {
  threadCreated(channel: string): void;
}

type Sent = MessageParts & { readonly nonce?: string; readonly enforce_nonce?: boolean };

/** Channels, messages, threads and reactions. */
export function messageRoutes(state: DiscordState, events: MessageEvents): readonly Route[] {
  return [
    route('GET', '/channels/:channel', ({ params }) => channelShape(state, openChannel(state, params[0]).id)),
    route('POST', '/channels/:channel/messages', (exchange) => post(state, exchange)),
    route('GET', '/channels/:channel/messages', ({ params: [channel], query }) =>
      listed(state, openChannel(state, channel).id, query).map((message) => messageShape(state, message)),
    ),
    route('GET', '/channels/:channel/messages/:message', ({ params: [channel, message] }) =>
      messageShape(state, findMessage(state, channel, message)),
    ),
    route('PATCH', '/channels/:channel/messages/:message', ({ params: [channel, id], body, files }) => {
      const message = findMessage(state, channel, id);
      if (openChannel(state, channel).archived !== 'no') throw threadArchived();
      if (message.author !== state.bot)
        throw new ApiProblem(403, 50005, 'Cannot edit a message authored by another user');
      return messageShape(state, change(message, body, files, false));
    }),
    route('POST', '/channels/:channel/messages/:message/threads', ({ params: [channel, id], body }) => {
      const root = findMessage(state, channel, id);
      if (state.channels.has(root.id)) {
        throw new ApiProblem(400, 160004, 'A thread has already been created for this message');
      }
      const { name = '' } = body as { name?: string };
      if (!can(state, state.bot, openChannel(state, root.channel), MAY.startThreads)) {
        throw new ApiProblem(403, 50013, 'Missing Permissions');
      }
      if (name.length < 1 || name.length > 100) throw new ApiProblem(400, 50035, 'Invalid Form Body: name');
      const thread = addChannel(state, name, { type: 11, parent: root.channel, id: root.id });
      events.threadCreated(thread.id);
      return channelShape(state, thread.id);
    }),
    route('GET', '/channels/:channel/messages/:message/reactions/:emoji', (exchange) =>
      reactions(state, exchange),
    ),
    route('POST', '/users/@me/channels', ({ body }) => {
      const { recipient_id: recipient } = body as { recipient_id: string };
      const name = `dm-${recipient}`;
      const known = [...state.channels.values()].find((channel) => channel.name === name);
      return channelShape(state, (known ?? addChannel(state, name, { type: 1 })).id);
    }),
  ];
}

export function openChannel(state: DiscordState, id = ''): FakeChannel {
  if (!/^\d+$/.test(id)) throw new ApiProblem(400, 50035, 'Invalid Form Body: channel_id');
  const channel = state.channels.get(id);
  if (channel === undefined) throw unknown.channel();
  if (channel.closed || !can(state, state.bot, channel, MAY.view)) {
    throw new ApiProblem(403, 50001, 'Missing Access');
  }
  return channel;
}

export function findMessage(state: DiscordState, channel = '', id = ''): FakeMessage {
  openChannel(state, channel);
  const message = state.messages.get(id);
  if (
    message === undefined ||
    message.deleted ||
    message.channel !== channel ||
    message.onlyFor !== undefined
  ) {
    throw unknown.message();
  }
  return message;
}

export function addMessage(
  state: DiscordState,
  message: Pick<FakeMessage, 'channel' | 'body'> & Partial<FakeMessage>,
): FakeMessage {
  const added: FakeMessage = {
    id: snowflake(),
    author: state.bot,
    nonce: undefined,
    onlyFor: undefined,
    files: [],
    reactions: new Map(),
    loading: false,
    deleted: false,
    ...message,
  };
  state.messages.set(added.id, added);
  return added;
}

/** Edits what is given and leaves the rest, as PATCH does. */
export function change(
  message: FakeMessage,
  body: MessageParts,
  files: FakeMessage['files'] | Exchange['files'],
  ephemeral: boolean,
): FakeMessage {
  const changed = { ...message.body, ...body };
  checkMessage(changed, { files: files.length, ephemeral });
  message.body = changed;
  if (!message.loading) message.editedAt = new Date();
  if (files.length > 0) message.files = [...files];
  message.loading = false;
  return message;
}

function post(state: DiscordState, { params: [id], body, files }: Exchange): object {
  const channel = openChannel(state, id);
  const recipient = channel.type === 1 ? state.users.get(channel.name.slice('dm-'.length)) : undefined;
  if (recipient?.closed) throw new ApiProblem(403, 50007, 'Cannot send messages to this user');
  const needed = channel.type === 11 ? MAY.sendInThreads : MAY.send;
  if (!can(state, state.bot, channel, files.length > 0 ? needed | MAY.attach : needed)) {
    throw new ApiProblem(403, 50013, 'Missing Permissions');
  }
  if (channel.archived === 'locked') throw threadArchived();
  const sent = body as Sent;
  checkMessage(sent, { files: files.length, ephemeral: false });
  const { nonce, enforce_nonce: enforced, ...parts } = sent;
  const before = enforced
    ? [...state.messages.values()].find((one) => one.nonce === nonce && one.author === state.bot)
    : undefined;
  if (before !== undefined) return messageShape(state, before);
  channel.archived = 'no';
  return messageShape(
    state,
    addMessage(state, { channel: channel.id, body: parts, files: [...files], nonce }),
  );
}

/** Newest first, without those that one person sees. */
function listed(state: DiscordState, channel: string, query: URLSearchParams): readonly FakeMessage[] {
  const limit = Number(query.get('limit') ?? 50);
  if (!(limit >= 1 && limit <= 100)) throw new ApiProblem(400, 50035, 'Invalid Form Body: limit');
  const before = BigInt(query.get('before') ?? '9223372036854775807');
  return [...state.messages.values()]
    .filter((one) => one.channel === channel && !one.deleted && one.onlyFor === undefined)
    .filter((one) => BigInt(one.id) < before)
    .sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1))
    .slice(0, limit);
}

function reactions(state: DiscordState, { params: [channel, id, emoji = ''], query }: Exchange): object {
  const message = findMessage(state, channel, id);
  const limit = Number(query.get('limit') ?? 25);
  if (limit < 1 || limit > 100) throw new ApiProblem(400, 50035, 'Invalid Form Body: limit');
  const lists = message.reactions.get(emoji);
  const users = [...(lists?.[query.get('type') === '1' ? 'burst' : 'normal'] ?? [])].sort();
  const after = query.get('after') ?? '';
  return users
    .filter((user) => user > after)
    .slice(0, limit)
    .flatMap((user) => state.users.get(user) ?? [])
    .map(userShape);
}
