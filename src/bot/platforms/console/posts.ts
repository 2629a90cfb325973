import { calling } from '../../../chat/calls.ts';
import { type Card, cardText } from '../../../chat/card.ts';
import type { MessageRef, Place } from '../../../chat/inbound.ts';
import { DeliveryError, type PlatformLimits, type ThreadContent } from '../../../chat/port.ts';
import type { Database } from '../../../store/database.ts';
import type { Book } from './channels/book.ts';
import type { Feed } from './feed.ts';
import { refOf } from './refs.ts';
import {
  findMessage,
  insertMessage,
  markDeleted,
  type NewMessage,
  setReaction,
  updateBody,
} from './store.ts';

/** A page has room; the limits keep one message from burying the others. */
export const LIMITS: PlatformLimits = {
  cardText: 8000,
  controls: 25,
  title: 200,
  fieldsPerForm: 25,
  folds: true,
  typedText: 100_000,
};

/** Writes to channels: one transaction each, and open pages hear of it at once. */
export interface Posts {
  add(message: NewMessage): Promise<MessageRef>;
  post(place: Place, card: Card, key: string): Promise<MessageRef>;
  edit(ref: MessageRef, card: Card): Promise<undefined>;
  reply(ref: MessageRef, content: ThreadContent, key: string): Promise<MessageRef>;
  react(reaction: { message: string; emoji: string; persona: string }, added: boolean): Promise<void>;
  remove(message: string): Promise<void>;
}

export function createPosts(db: Database, feed: Feed, book: Book): Posts {
  const change = async <T>(work: Parameters<typeof db.transact<T>>[0]): Promise<T> => {
    const result = await db.transact(work);
    feed.poke();
    return result;
  };
  const add = async (message: NewMessage): Promise<MessageRef> => {
    const id = await change(async (tx) => {
      await book.requireOpen(tx, message.channel);
      return insertMessage(tx, message);
    });
    return refOf(message.channel, id);
  };
  return {
    add,
    async post(place, card, key) {
      checkLimits(card);
      const thread = place.thread ?? null;
      const body = { type: 'card', card } as const;
      return add({ key: `post/${key}`, channel: place.channel, thread, author: null, onlyFor: null, body });
    },
    async edit(ref, card) {
      checkLimits(card);
      if (!(await change((tx) => updateBody(tx, ref.message, { type: 'card', card }))))
        throw gone(ref.message);
      // Whether something moved under the pointer is measured in the page.
      return undefined;
    },
    async reply(ref, { text, file, calls }, key) {
      const above = await db.read((reader) => findMessage(reader, ref.message, null));
      if (!above || above.deletedAt !== null) throw gone(ref.message);
      return add({
        key: `thread/${key}`,
        channel: above.channel,
        thread: above.thread ?? above.id,
        author: null,
        onlyFor: above.onlyFor,
        body: { type: 'text', text, ...calling(calls ?? []) },
        ...(file ? { file } : {}),
      });
    },
    async react(reaction, added) {
      await change((tx) => setReaction(tx, reaction, added));
    },
    async remove(message) {
      await change((tx) => markDeleted(tx, message));
    },
  };
}

function checkLimits(card: Card): void {
  const length = cardText(card).length;
  const tooMuch =
    (length > LIMITS.cardText && `${length} characters`) ||
    (card.title.length > LIMITS.title && `a title of ${card.title.length} characters`) ||
    (card.controls.length > LIMITS.controls && `${card.controls.length} controls`);
  if (tooMuch) throw new DeliveryError('rejected', `the card has ${tooMuch}, more than the console takes`);
}

function gone(message: string): DeliveryError {
  return new DeliveryError('gone', `the message ${message} was deleted or never existed`);
}
