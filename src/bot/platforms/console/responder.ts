import type { Card, Form } from '../../../chat/card.ts';
import type { Inbound, MessageRef } from '../../../chat/inbound.ts';
import { DeliveryError, type Responder } from '../../../chat/port.ts';
import type { Cause } from './message.ts';
import type { Posts } from './posts.ts';

/**
 * The way back to the persona that acted. A form goes to the page that asked; replies become messages, keyed
 * by the delivery, so that one that is handled again after a crash answers only once.
 * @param cause said above the replies, for commands.
 */
export function createResponder(
  posts: Posts,
  inbound: Inbound,
  cause: Cause | undefined,
  openForm: (form: Form) => void,
): Responder {
  let replies = 0;
  return {
    async openForm(form) {
      openForm(form);
    },
    ...(inbound.type === 'button' || inbound.type === 'select'
      ? { replace: (card: Card) => replace(posts, inbound.message, card) }
      : {}),
    async reply(card, visibility) {
      replies += 1;
      return posts.add({
        key: `reply/${inbound.account.id}/${inbound.id}/${replies}`,
        channel: inbound.place.channel,
        thread: inbound.place.thread ?? null,
        author: null,
        onlyFor: visibility === 'quiet' ? inbound.account.id : null,
        ...(cause ? { cause } : {}),
        body: { type: 'card', card },
      });
    },
  };
}

async function replace(posts: Posts, message: MessageRef, card: Card): Promise<boolean> {
  try {
    await posts.edit(message, card);
    return true;
  } catch (error) {
    if (error instanceof DeliveryError && error.kind === 'gone') return false;
    throw error;
  }
}

/** The command as a person would type it, for the line above its answer. */
export function commandText(path: readonly string[], options: { readonly [name: string]: string }): string {
  const given = Object.entries(options).map(([name, value]) => `${name}: ${value}`);
  return [`/${path.join(' ')}`, ...given].join(' ');
}
