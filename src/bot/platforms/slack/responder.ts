import type { Card, Form } from '../../../chat/card.ts';
import type { MessageRef, Place } from '../../../chat/inbound.ts';
import { DeliveryError, type Responder } from '../../../chat/port.ts';
import type { WebClient } from './client.ts';
import { attempt } from './errors.ts';
import { type Memo, writeMemo } from './inbound/memo.ts';
import { openModal } from './open-modal.ts';
import { directChannel } from './quiet/direct.ts';
import { quietRef } from './quiet/ref.ts';
import { QUIET, type Rendered, renderCard } from './render/message.ts';
import { renderModal } from './render/modal.ts';
import { respond } from './respond.ts';
import type { ViewAnswer } from './view-answer.ts';

/** Who did something, where, and the ways back that Slack gave with it. */
export interface Origin {
  readonly user: string;
  readonly place: Place;
  /** Opens a modal, within three seconds. */
  readonly trigger?: string | undefined;
  readonly respondAt?: string | undefined;
  readonly view?: ViewAnswer | undefined;
}

/** Slack takes this many answers at one address. */
const ANSWERS = 5;

export interface SlackResponder extends Responder {
  /** Says something to the person alone, by the first way that works. */
  tell(message: Rendered): Promise<void>;
}

export function createResponder(client: WebClient, origin: Origin): SlackResponder {
  const { user, place, trigger, respondAt, view } = origin;
  const thread = place.thread === undefined ? {} : { thread_ts: place.thread };
  let answers = 0;

  function answerThere(message: Rendered, type: 'ephemeral' | 'in_channel'): Promise<boolean> {
    return sendThere({ ...message, ...QUIET, ...thread, response_type: type, replace_original: false });
  }

  /** What one person sees can be changed only here, in answer to their click on it. */
  function replaceThere(message: Rendered): Promise<boolean> {
    return sendThere({ ...message, ...QUIET, ...thread, replace_original: true });
  }

  /** False when there is no address to answer at, or it does not work, this time or any more. */
  async function sendThere(answer: object): Promise<boolean> {
    if (respondAt === undefined || answers >= ANSWERS) return false;
    answers += 1;
    try {
      await respond(respondAt, answer);
      return true;
    } catch (error) {
      if (error instanceof DeliveryError) return false;
      throw error;
    }
  }

  /**
   * By the first way that works. An answer that was lost only on its way back is then seen twice, by the one person
   * that it is for: better than not at all.
   */
  async function tellQuietly(message: Rendered): Promise<void> {
    if (await answerThere(message, 'ephemeral')) return;
    try {
      await postForOne(message);
    } catch (error) {
      // The app may not be in the channel; the address works there too, if it only failed for once.
      if (await answerThere(message, 'ephemeral')) return;
      // What cannot be said in person either is told by what kept it from the place where it belongs.
      await postDirectly(message).catch(() => {
        throw error;
      });
    }
  }

  async function postForOne(message: Rendered): Promise<void> {
    await attempt(() =>
      client.chat.postEphemeral({
        channel: place.channel,
        user,
        ...thread,
        ...message,
        link_names: false,
        parse: 'none',
      }),
    );
  }

  async function postDirectly(message: Rendered): Promise<void> {
    const channel = await directChannel(client, user);
    await attempt(() => client.chat.postMessage({ channel, ...message, ...QUIET }));
  }

  async function tellChannel(message: Rendered): Promise<MessageRef | undefined> {
    try {
      const { ts } = await attempt(() =>
        client.chat.postMessage({ channel: place.channel, ...thread, ...message, ...QUIET }),
      );
      const { platform, workspace, channel } = place;
      return ts === undefined ? undefined : { platform, workspace, channel, message: ts };
    } catch (error) {
      // Not in the channel: Slack still takes an answer at the address, but gives no message to edit.
      const outside = error instanceof DeliveryError && error.kind === 'no-channel';
      if (outside && (await answerThere(message, 'in_channel'))) return undefined;
      throw error;
    }
  }

  return {
    tell: tellQuietly,
    async openForm(form) {
      const modal = renderModal({ ...form, metadata: writeMemo(memoOf(form, place, respondAt)) });
      if (view !== undefined && (await view.update(modal))) return;
      await openModal(client, trigger, modal);
    },
    ...(view === undefined ? { replace: (card: Card) => replaceThere(renderCard(card)) } : {}),
    async reply(card: Card, visibility) {
      await view?.close();
      const message = renderCard(card);
      // In their own direct messages nobody else is: an answer there stays, and can be changed.
      const isDirect = respondAt === undefined && place.channel.startsWith('D');
      if (visibility === 'channel' || isDirect) return tellChannel(message);
      await tellQuietly(message);
      return quietRef(place, user);
    },
  };
}

function memoOf(form: Form, { channel, thread }: Place, respondAt: string | undefined): Memo {
  return {
    for: { type: 'form', nonce: form.nonce },
    channel,
    ...(thread === undefined ? {} : { thread }),
    ...(respondAt === undefined ? {} : { respondAt }),
  };
}
