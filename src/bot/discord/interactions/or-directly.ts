import { DeliveryError, type Responder } from '../../../chat/port.ts';

/**
 * The way back through an interaction, and where Discord takes no answer to that any more, through a direct message: it
 * may never have heard of us in time, and after a quarter of an hour it takes none at all.
 */
export function orDirectly(answer: Responder, direct: Responder): Responder {
  return {
    ...answer,
    async reply(card, visibility) {
      try {
        return await answer.reply(card, visibility);
      } catch (error) {
        if (!(error instanceof DeliveryError && error.kind === 'gone')) throw error;
        return direct.reply(card, visibility);
      }
    },
  };
}
