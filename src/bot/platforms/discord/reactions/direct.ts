import { type APIDMChannel, type REST, Routes } from 'discord.js';
import type { Inbound } from '../../../../chat/inbound.ts';
import type { Responder } from '../../../../chat/port.ts';
import type { ChannelMessages } from '../channels.ts';
import { CODES, delivering, hasCode } from '../errors.ts';
import { type MessageBody, renderCard } from '../render/message.ts';

export interface DirectDeps {
  readonly rest: REST;
  readonly channels: ChannelMessages;
}

const UNREACHED =
  'There is an answer for you alone that Discord does not show you here any more, and you take no direct messages. ' +
  'Look at the card for what was done; /ops status shows what runs and waits.';

/**
 * The way back to somebody who reacted, or whose click takes no answer any more. Discord has no answer to a reaction
 * that one person alone sees, so it is told in a direct message; whoever takes none sees on the card which votes count, and
 * after a command or click is called in its channel.
 */
export function createDirectResponder({ rest, channels }: DirectDeps, inbound: Inbound): Responder {
  let replies = 0;

  /** What was for them alone is not said there, only that there is something. */
  async function callInChannel(key: string): Promise<void> {
    const { account, place } = inbound;
    const content = `<@${account.id}> ${UNREACHED}`;
    const body = { content, allowed_mentions: { parse: [], users: [account.id] } } satisfies MessageBody;
    await channels.send(place.thread ?? place.channel, { body }, key);
  }

  return {
    async openForm() {
      throw new Error('a form cannot open in answer to a reaction');
    },
    async reply(card) {
      if (!inbound.human) return undefined;
      replies += 1;
      // Discord makes one message of what has the same key.
      const key = replies === 1 ? `reaction/${inbound.id}` : `reaction/${inbound.id}/${replies}`;
      await delivering(async () => {
        try {
          const { id } = (await rest.post(Routes.userChannels(), {
            body: { recipient_id: inbound.account.id },
          })) as APIDMChannel;
          await channels.send(id, { body: renderCard(card).body }, key);
        } catch (error) {
          if (!hasCode(error, CODES.noDirectMessages)) throw error;
          if (inbound.type !== 'reaction') await callInChannel(`${key}/call`);
        }
      });
      return undefined;
    },
  };
}
