import { type APIMessage, type RawFile, type REST, Routes } from 'discord.js';
import { DeliveryError } from '../../../chat/port.ts';
import { CODES, hasCode } from './errors.ts';
import { nonceOf } from './nonce.ts';
import type { MessageBody } from './render/message.ts';

export interface Outgoing {
  readonly body: MessageBody;
  readonly files?: readonly RawFile[];
}

/** Messages of the bot in channels and threads. What fails is thrown as Discord's library has it. */
export interface ChannelMessages {
  /** @param key the same key makes no second message while Discord keeps its nonce. */
  send(channel: string, outgoing: Outgoing, key: string): Promise<APIMessage>;
  /** Same, in the thread of a message, which is opened when it is first needed. */
  sendInThread(channel: string, root: string, outgoing: Outgoing, key: string): Promise<APIMessage>;
  /** @returns the message as it is then */
  edit(channel: string, message: string, body: MessageBody): Promise<APIMessage>;
}

const THREAD_NAME = 'Details';
const KEEP_OPEN_MINUTES = 1440;

export function createChannels(rest: REST): ChannelMessages {
  async function send(channel: string, { body, files }: Outgoing, key: string): Promise<APIMessage> {
    const nonce = { nonce: nonceOf(key), enforce_nonce: true };
    return (await rest.post(Routes.channelMessages(channel), {
      body: { ...body, ...nonce },
      ...(files === undefined ? {} : { files: [...files] }),
    })) as APIMessage;
  }

  /** A thread that begins at a message has the message's id. */
  async function openThread(channel: string, root: string): Promise<void> {
    try {
      await rest.post(Routes.threads(channel, root), {
        body: { name: THREAD_NAME, auto_archive_duration: KEEP_OPEN_MINUTES },
      });
    } catch (error) {
      if (!hasCode(error, CODES.threadExists)) throw error;
    }
  }

  return {
    send,
    async sendInThread(channel, root, outgoing, key) {
      try {
        return await send(root, outgoing, key);
      } catch (error) {
        if (!hasCode(error, CODES.unknownChannel)) throw error;
      }
      await openThread(channel, root);
      try {
        return await send(root, outgoing, key);
      } catch (error) {
        if (!hasCode(error, CODES.unknownChannel)) throw error;
        throw new DeliveryError('gone', 'the thread was deleted');
      }
    },
    async edit(channel, message, body) {
      const change = async () =>
        (await rest.patch(Routes.channelMessage(channel, message), { body })) as APIMessage;
      try {
        return await change();
      } catch (error) {
        if (!hasCode(error, CODES.threadArchived)) throw error;
        // A thread that nobody writes in is archived by itself; a new message would open it, an edit does not.
        await rest.patch(Routes.channel(channel), { body: { archived: false } });
        return change();
      }
    },
  };
}
