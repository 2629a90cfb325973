import type { Card } from '../../src/chat/card.ts';
import type { Completion, CompletionQuery, Inbound } from '../../src/chat/inbound.ts';
import type { Deleted, Receiver, Responder } from '../../src/chat/port.ts';
import type { Refusal } from '../../src/errors.ts';

export interface ScriptedReceiver extends Receiver {
  /** Everything that arrived, in order. */
  readonly inbound: Inbound[];
  /** What to do with the next inbound. */
  next(work: (inbound: Inbound, responder: Responder) => Promise<void>): void;
  completions: readonly Completion[];
  /** What everybody sees on their own page. */
  homeCard: Card | undefined;
  /** Why a command is not taken, before its form opens. */
  refusal: Refusal | undefined;
  readonly queries: CompletionQuery[];
  /** What was said to be deleted, in order. */
  readonly deletions: Deleted[];
}

/** Remembers what arrives and answers as the test says. */
export function scriptedReceiver(): ScriptedReceiver {
  let script: ((inbound: Inbound, responder: Responder) => Promise<void>) | undefined;
  const receiver: ScriptedReceiver = {
    inbound: [],
    queries: [],
    deletions: [],
    completions: [],
    homeCard: undefined,
    refusal: undefined,
    async home() {
      if (receiver.homeCard === undefined) throw new Error('nobody said what the page shows');
      return receiver.homeCard;
    },
    next(work) {
      script = work;
    },
    async receive(inbound, responder) {
      receiver.inbound.push(inbound);
      const work = script;
      script = undefined;
      await work?.(inbound, responder);
    },
    // Nothing is kept here: each delivery is new.
    take: async () => true,
    missed: async () => {},
    async deleted(what) {
      receiver.deletions.push(what);
    },
    turnedAway: async () => receiver.refusal,
    async complete(query) {
      receiver.queries.push(query);
      return receiver.completions;
    },
  };
  return receiver;
}
