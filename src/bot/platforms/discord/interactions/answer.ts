import type { Card, Form } from '../../../../chat/card.ts';
import { formLaterCard } from '../../../../chat/form-later.ts';
import type { MessageRef, Place } from '../../../../chat/inbound.ts';
import type { Responder } from '../../../../chat/port.ts';
import type { Logger } from '../../../../log.ts';
import { CODES, delivering, hasCode, toDeliveryError } from '../errors.ts';
import { attachment } from '../files.ts';
import type { Messages } from '../messages.ts';
import type { QuietMessages } from '../quiet.ts';
import { refOf } from '../refs.ts';
import { type MessageBody, renderCard, renderText } from '../render/message.ts';
import { renderModal } from '../render/modal.ts';
import type { WaitingForms } from './waiting-forms.ts';
import type { InteractionWire, Visibility } from './wire.ts';

export interface AnswerDeps {
  readonly wire: InteractionWire;
  readonly interaction: { readonly id: string; readonly place: Place };
  /** How to say "taken" without an answer: for a click there is nothing to show. */
  readonly acknowledges: 'promise' | 'silently';
  /** Discord opens no form in answer to a form. */
  readonly canOpenModal: boolean;
  /**
   * When Discord hears that we have it: at once, or by the answer itself if that takes no longer than so many ms.
   * `before`: it has heard.
   */
  readonly acknowledge: 'now' | 'before' | number;
  readonly messages: Messages;
  readonly quiet: QuietMessages;
  readonly forms: WaitingForms;
  readonly log: Logger;
}

export interface InteractionResponder extends Responder {
  /** After the work: whatever was not answered is acknowledged, and no promise stays open. */
  finish(): Promise<void>;
}

/**
 * The answer to one interaction. Whatever the work does, Discord hears within its 3 s that we have it: by the
 * answer itself when that is quick, otherwise by an acknowledgement, and the answer follows.
 */
export function createAnswer(deps: AnswerDeps): InteractionResponder {
  const { wire, interaction, quiet, forms, log } = deps;
  const { workspace, channel, thread } = interaction.place;
  let state: 'open' | 'promised' | 'answered' = deps.acknowledge === 'before' ? 'answered' : 'open';
  let turn: Promise<unknown> = Promise.resolve();
  let replies = 0;

  /** One call after the other: the timer and the work may come at the same moment. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    // Who asked for it hears that it failed; the next call comes all the same.
    turn = mine.catch(() => undefined);
    return mine;
  }

  function acknowledgeNow(): void {
    inTurn(async () => (state === 'open' ? acknowledge() : undefined)).catch((error: unknown) => {
      log.warn(
        { ...reasonOf(error), interaction: interaction.id },
        'an interaction could not be acknowledged',
      );
    });
  }

  let timer: NodeJS.Timeout | undefined;
  if (deps.acknowledge === 'now') acknowledgeNow();
  else if (deps.acknowledge !== 'before') timer = setTimeout(acknowledgeNow, deps.acknowledge);

  async function acknowledge(): Promise<void> {
    const silently = deps.acknowledges === 'silently';
    state = silently ? 'answered' : 'promised';
    try {
      await (silently ? wire.acknowledge() : wire.promiseQuietAnswer());
    } catch (error) {
      // The same interaction came twice, and its first coming answers.
      if (!hasCode(error, CODES.alreadyAcknowledged)) throw error;
      state = 'answered';
    }
  }

  async function say(card: Card, visibility: Visibility): Promise<MessageRef | undefined> {
    replies += 1;
    const { body, overflow } = renderCard(card);
    const before = state;
    state = 'answered';
    if (before === 'promised' && visibility === 'channel') {
      // The promise was quiet and would stay so: the answer is a message of its own.
      const ref = await deps.messages.post(interaction.place, card, `reply/${interaction.id}/${replies}`);
      await wire.dropPromise().catch((error: unknown) => {
        log.warn(
          { ...reasonOf(error), interaction: interaction.id },
          'a promise stays open, its answer was given',
        );
      });
      return ref;
    }
    const message =
      before === 'open'
        ? await answerFirst(body, visibility)
        : before === 'promised'
          ? await wire.keepPromise(body)
          : await wire.followUp({ body }, visibility);
    if (message === undefined) return undefined;
    if (visibility === 'quiet') quiet.remember(message, wire);
    if (overflow !== undefined) {
      const files = [attachment({ name: 'whole.txt', content: overflow })];
      await wire.followUp({ ...renderText('The whole text of this card.'), files }, visibility);
    }
    return refOf(workspace, { channel, thread }, message);
  }

  /** The first answer, or what goes in its place when Discord has one already, e.g. from a call whose answer was lost. */
  async function answerFirst(body: MessageBody, visibility: Visibility): Promise<string | undefined> {
    try {
      return await wire.answer(body, visibility);
    } catch (error) {
      if (!hasCode(error, CODES.alreadyAcknowledged)) throw error;
      // A click's first answer is the message that was clicked, and must stay as it is.
      if (deps.acknowledges === 'silently') return wire.followUp({ body }, visibility);
      return wire.keepPromise(body);
    }
  }

  async function open(form: Form): Promise<void> {
    if (state === 'open' && deps.canOpenModal) {
      state = 'answered';
      try {
        return await wire.openModal(renderModal(form));
      } catch (error) {
        // It may be open by a call whose answer was lost; a button to it does no harm then.
        if (!hasCode(error, CODES.alreadyAcknowledged)) throw error;
      }
    }
    await say(formLaterCard(form, { nonce: forms.keep(form) }), 'quiet');
  }

  /** After a click is acknowledged, the interaction's own message is the one that was clicked. */
  async function replaceClicked(card: Card): Promise<boolean> {
    if (state === 'open') await acknowledge();
    quiet.remember(await wire.keepPromise(renderCard(card).body), wire);
    return true;
  }

  return {
    ...(deps.acknowledges === 'silently'
      ? { replace: (card: Card) => inTurn(() => delivering(() => replaceClicked(card))) }
      : {}),
    openForm: (form) => inTurn(() => delivering(() => open(form))),
    reply: (card, visibility) => inTurn(() => delivering(() => say(card, visibility))),
    repeated() {
      clearTimeout(timer);
      state = 'answered';
    },
    async finish() {
      clearTimeout(timer);
      // The work is over, and what there was to say was said: it must not look as if it had failed.
      await inTurn(async () => {
        if (state === 'open') await acknowledge();
        if (state === 'promised') await wire.dropPromise();
      }).catch((error: unknown) => {
        log.warn({ ...reasonOf(error), interaction: interaction.id }, 'an interaction could not be ended');
      });
    },
  };
}

/** An answer that Discord takes no more is nobody's bug: a sentence says all of it. */
function reasonOf(error: unknown): { readonly reason: string } | { readonly err: unknown } {
  const { kind, message } = toDeliveryError(error);
  return kind === 'gone' ? { reason: message } : { err: error };
}
