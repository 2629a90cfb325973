import {
  type APIMessage,
  type APIModalInteractionResponseCallbackData,
  type InteractionResponseType as CallbackType,
  InteractionResponseType,
  MessageFlags,
  type REST,
  type RESTPostAPIInteractionCallbackWithResponseResult,
  Routes,
} from 'discord.js';
import type { Outgoing } from '../channels.ts';
import { CODES, hasCode } from '../errors.ts';
import type { MessageBody } from '../render/message.ts';

export type Visibility = 'quiet' | 'channel';

/** The calls that answer one interaction. Its token is the permission; the bot's own is not sent. */
export interface InteractionWire {
  /** The answer, as the first and only callback. Answers the message's id. */
  answer(body: MessageBody, visibility: Visibility): Promise<string | undefined>;
  openModal(modal: APIModalInteractionResponseCallbackData): Promise<void>;
  /** "Keyturn is thinking…", for one person alone. */
  promiseQuietAnswer(): Promise<void>;
  /** For clicks: taken, and the message stays as it is. */
  acknowledge(): Promise<void>;
  /** Turns the promise into the answer. */
  keepPromise(body: MessageBody): Promise<string>;
  dropPromise(): Promise<void>;
  followUp(outgoing: Outgoing, visibility: Visibility): Promise<string>;
  edit(message: string, body: MessageBody): Promise<APIMessage>;
}

export function createWire(
  rest: REST,
  {
    id,
    applicationId,
    token,
  }: { readonly id: string; readonly applicationId: string; readonly token: string },
): InteractionWire {
  const call = (type: CallbackType, data: unknown, query?: URLSearchParams): Promise<unknown> =>
    rest.post(Routes.interactionCallback(id, token), {
      auth: false,
      ...(query === undefined ? {} : { query }),
      body: { type, ...(data === undefined ? {} : { data }) },
    });

  async function callback(type: CallbackType, data?: unknown): Promise<void> {
    await call(type, data);
  }

  /** Answers the id of the message that the callback became. */
  async function message(type: CallbackType, data: unknown): Promise<string | undefined> {
    const query = new URLSearchParams({ with_response: 'true' });
    const answer = (await call(type, data, query)) as
      | RESTPostAPIInteractionCallbackWithResponseResult
      | undefined;
    return answer?.resource?.message?.id ?? answer?.interaction.response_message_id ?? undefined;
  }
  const original = Routes.webhookMessage(applicationId, token, '@original');

  return {
    answer: (body, visibility) =>
      message(InteractionResponseType.ChannelMessageWithSource, withVisibility(body, visibility)),
    openModal: (modal) => callback(InteractionResponseType.Modal, modal),
    promiseQuietAnswer: () =>
      callback(InteractionResponseType.DeferredChannelMessageWithSource, { flags: MessageFlags.Ephemeral }),
    acknowledge: () => callback(InteractionResponseType.DeferredMessageUpdate),
    async keepPromise(body) {
      return ((await rest.patch(original, { auth: false, body })) as APIMessage).id;
    },
    async dropPromise() {
      await rest.delete(original, { auth: false }).catch((error: unknown) => {
        if (!hasCode(error, CODES.unknownMessage)) throw error;
      });
    },
    async followUp({ body, files }, visibility) {
      const sent = (await rest.post(Routes.webhook(applicationId, token), {
        auth: false,
        query: new URLSearchParams({ wait: 'true' }),
        body: withVisibility(body, visibility),
        ...(files === undefined ? {} : { files: [...files] }),
      })) as APIMessage;
      return sent.id;
    },
    async edit(message, body) {
      const route = Routes.webhookMessage(applicationId, token, message);
      return (await rest.patch(route, { auth: false, body })) as APIMessage;
    },
  };
}

function withVisibility(body: MessageBody, visibility: Visibility): MessageBody {
  if (visibility === 'channel') return body;
  return { ...body, flags: (body.flags ?? 0) | MessageFlags.Ephemeral };
}
