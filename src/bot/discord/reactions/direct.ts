import { type APIDMChannel, type REST, Routes } from 'discord.js';
import type { Inbound } from '../../../chat/inbound.ts';
import type { Responder } from '../../../chat/port.ts';
import type { Channels } from '../channels.ts';
import { CODES, delivering, hasCode } from '../errors.ts';
import { renderCard } from '../render/message.ts';

export interface DirectDeps {
  readonly rest: REST;
  readonly channels: Channels;
}

/**
 * The way back to somebody who reacted. Discord has no answer to a reaction that one person alone sees, so it
 * is told in a direct message; whoever takes none sees on the card which votes count.
 */
export function createDirectResponder({ rest, channels }: DirectDeps, inbound: Inbound): Responder {
  return {
    async openForm() {
      throw new Error('a form cannot open in answer to a reaction');
    },
    async reply(card) {
      if (!inbound.human) return undefined;
      await delivering(async () => {
        try {
          const { id } = (await rest.post(Routes.userChannels(), {
            body: { recipient_id: inbound.account.id },
          })) as APIDMChannel;
          await channels.send(id, { body: renderCard(card).body }, `reaction/${inbound.id}`);
        } catch (error) {
          if (!hasCode(error, CODES.noDirectMessages)) throw error;
        }
      });
      return undefined;
    },
  };
}
