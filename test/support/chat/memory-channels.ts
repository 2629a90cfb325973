import { channelName, nameWithSuffix } from '../../../src/channel/name.ts';
import type { Bookmark, ChannelKeeper, Uninvited } from '../../../src/chat/channels.ts';
import { DeliveryError } from '../../../src/chat/port.ts';
import type { Account } from '../../../src/people/principal.ts';
import type { SeenChannel } from '../../contract/chat-harness.ts';
import type { Home, MemoryChat } from './memory-platform.ts';

/** A channel that was opened on the imagined platform. */
export interface MemoryChannel {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  topic: string;
  readonly private: boolean;
  readonly members: Set<string>;
  archived: boolean;
  readonly pins: string[];
  readonly bookmarks: Bookmark[];
}

const TOPIC = 1_000;

export function memoryKeeper(chat: MemoryChat, home: Home): ChannelKeeper {
  function find(id: string): MemoryChannel {
    up();
    const found = chat.opened.find((one) => one.id === id);
    if (found === undefined) throw new DeliveryError('no-channel', `no channel ${id}`);
    return found;
  }

  function up(): void {
    if (chat.down) throw new DeliveryError('unavailable', 'the platform is down');
  }

  function invite(channel: MemoryChannel, accounts: readonly Account[]): readonly Uninvited[] {
    // People have names here; a number is nobody.
    const unknown = accounts.filter(({ id }) => /^\d+$/.test(id));
    for (const { id } of accounts) if (!/^\d+$/.test(id)) channel.members.add(id);
    return unknown.map((account) => ({
      account,
      refusal: {
        code: 'channel.not-invited',
        what: `${account.id} was not invited.`,
        why: 'Nobody has this account.',
        next: 'Correct it.',
      },
    }));
  }

  return {
    workspaces: () => [{ name: 'main', id: home.workspace }],
    async create({ key, topic, private: isPrivate, invite: invited, ...wish }) {
      up();
      const failure = chat.channelFailures.shift();
      if (failure !== undefined) throw failure;
      const plain = channelName(wish.name);
      let channel = chat.opened.find((one) => one.key === key);
      if (channel === undefined) {
        const name = chat.channels.has(plain) ? nameWithSuffix(plain, key) : plain;
        channel = {
          // A name of a private one tells what it is about; ids of platforms tell nothing.
          id: isPrivate ? `private-${chat.opened.length + 1}` : name,
          key,
          name,
          topic,
          private: isPrivate,
          members: new Set(),
          archived: false,
          pins: [],
          bookmarks: [],
        };
        chat.opened.push(channel);
        chat.channels.add(channel.id);
      }
      return {
        place: { platform: home.platform, workspace: home.workspace, channel: channel.id },
        name: channel.name,
        url: `https://${home.platform}.example/${channel.id}`,
        uninvited: invite(channel, invited),
      };
    },
    async setTopic({ channel }, topic) {
      find(channel).topic = topic.slice(0, TOPIC);
    },
    invite: async ({ channel }, accounts) => invite(find(channel), accounts),
    async pin({ channel, message }) {
      const { pins } = find(channel);
      if (!chat.messages.some((one) => one.id === message)) throw new DeliveryError('gone', 'no message');
      if (!pins.includes(message)) pins.push(message);
    },
    async bookmark({ channel }, link) {
      find(channel).bookmarks.push(link);
    },
    async archive({ channel }) {
      find(channel).archived = true;
      chat.channels.delete(channel);
    },
  };
}

export function memoryChannels(chat: MemoryChat, home: Home, by: Account): readonly SeenChannel[] {
  return chat.opened
    .filter((channel) => !channel.private || channel.members.has(by.id))
    .map(({ id, name, topic, archived, pins, bookmarks }) => ({
      place: { platform: home.platform, workspace: home.workspace, channel: id },
      name,
      topic,
      archived,
      pinned: pins,
      bookmarks,
    }));
}
