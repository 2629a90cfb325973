import type { Form } from '../../../chat/card.ts';
import type { Inbound } from '../../../chat/inbound.ts';
import type { Receiver } from '../../../chat/port.ts';
import type { Cause } from './message.ts';
import type { Posts } from './posts.ts';
import { createResponder } from './responder.ts';

/** Hands what a persona did to the bot. */
export interface Deliveries {
  /**
   * A repeat of what is still under way waits for the same answer: nobody is told that all is done while it may yet be lost.
   * @returns the form that opened, as soon as it does, or undefined when all is said. Throws what `receive` throws.
   */
  deliver(inbound: Inbound, cause?: Cause): Promise<Form | undefined>;
  /** Waits for everything that is under way. */
  drain(): Promise<void>;
}

interface UnderWay {
  readonly received: Promise<void>;
  readonly answer: Promise<Form | undefined>;
}

/** @param onLate hears of a failure after a form was opened, when nobody waits for the answer any more. */
export function createDeliveries(
  receiver: Receiver,
  posts: Posts,
  onLate: (error: unknown) => void,
): Deliveries {
  const underWay = new Map<string, UnderWay>();
  return {
    async deliver(inbound, cause) {
      const key = `${inbound.account.id}/${inbound.id}`;
      const before = underWay.get(key);
      if (before !== undefined) return before.answer;
      const opened = Promise.withResolvers<Form | undefined>();
      let answered = false;
      const responder = createResponder(posts, inbound, cause, (form) => {
        answered = true;
        opened.resolve(form);
      });
      const failed = (error: unknown): void => (answered ? onLate(error) : opened.reject(error));
      const received = receiver
        .receive(inbound, responder)
        .then(() => opened.resolve(undefined), failed)
        .finally(() => underWay.delete(key));
      underWay.set(key, { received, answer: opened.promise });
      return opened.promise;
    },
    async drain() {
      await Promise.all([...underWay.values()].map(({ received }) => received));
    },
  };
}
