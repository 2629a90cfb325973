import type { MessageRef, Place } from '../../../chat/inbound.ts';
import type { Account } from '../../../people/principal.ts';

/** Where a message is for Discord: a thread is a channel of its own there. */
export interface Address {
  readonly channel: string;
  readonly message: string;
}

/** A channel, or a thread with the channel that it belongs to. */
export interface ChannelOrThread {
  readonly channel: string;
  readonly thread?: string | undefined;
}

export function accountOf(guild: string, user: string): Account {
  return { platform: 'discord', workspace: guild, id: user };
}

export function placeOf(guild: string, { channel, thread }: ChannelOrThread): Place {
  const place = { platform: 'discord', workspace: guild, channel } as const;
  return thread === undefined ? place : { ...place, thread };
}

/** A message in a thread is named `<thread>/<message>`, so that its channel stays the one people know. */
export function refOf(guild: string, { channel, thread }: ChannelOrThread, message: string): MessageRef {
  const id = thread === undefined ? message : `${thread}/${message}`;
  return { platform: 'discord', workspace: guild, channel, message: id };
}

export function addressOf({ channel, message }: MessageRef): Address {
  const [first = '', second] = message.split('/');
  return second === undefined ? { channel, message: first } : { channel: first, message: second };
}

/** The channel and thread of a message. */
export function spotOf({ channel, message }: MessageRef): ChannelOrThread {
  const [first, second] = message.split('/');
  return second === undefined ? { channel } : { channel, thread: first };
}
