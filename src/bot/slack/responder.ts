import type { Card, Form } from '../../chat/card.ts';
import type { MessageRef, Place } from '../../chat/inbound.ts';
import { DeliveryError, type Responder } from '../../chat/port.ts';
import type { WebClient } from './client.ts';
import { attempt } from './errors.ts';
import { type Memo, writeMemo } from './inbound/memo.ts';
import { openModal } from './open-modal.ts';
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

export function createResponder(client: WebClient, origin: Origin): Responder {
  const { user, place, trigger, respondAt, view } = origin;
  const thread = place.thread === undefined ? {} : { thread_ts: place.thread };
  let answers = 0;

  /** False when there is no address to answer at, or it does not work any more. */
  async function answerThere(message: Rendered, type: 'ephemeral' | 'in_channel'): Promise<boolean> {
    if (respondAt === undefined || answers >= ANSWERS) return false;
    answers += 1;
    try {
      await respond(respondAt, {
        ...message,
        ...QUIET,
        ...thread,
        response_type: type,
        replace_original: false,
      });
      return true;
    } catch (error) {
      if (error instanceof DeliveryError && error.kind === 'gone') return false;
      throw error;
    }
  }

  async function tellQuietly(message: Rendered): Promise<void> {
    if (await answerThere(message, 'ephemeral')) return;
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
    async openForm(form) {
      const modal = renderModal({ ...form, metadata: writeMemo(memoOf(form, place, respondAt)) });
      if (view !== undefined && (await view.update(modal))) return;
      await openModal(client, trigger, modal);
    },
    async reply(card: Card, visibility) {
      await view?.close();
      const message = renderCard(card);
      if (visibility === 'channel') return tellChannel(message);
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
