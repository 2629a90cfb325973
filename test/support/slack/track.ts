import { setTimeout as sleep } from 'node:timers/promises';
import type { Receiver } from '../../../src/chat/port.ts';
import { PATIENCE_MS } from '../patience.ts';
import type { FakeSlack } from './fake-slack.ts';

/** Knows when something that was delivered had its whole effect: Slack itself only hears the acknowledgement. */
export interface Tracker {
  watch(receiver: Receiver): Receiver;
  /** Does something and waits until the bot is done with it, or a modal or message answered it. */
  settle<T>(work: () => Promise<T>): Promise<T>;
}

export function track(fake: FakeSlack): Tracker {
  let done = 0;
  const effects = (): number => done + fake.api.calls.filter(({ method }) => method === 'views.open').length;
  return {
    watch: (receiver) => ({
      take: (delivery) => receiver.take(delivery),
      complete: (query) => receiver.complete(query),
      async turnedAway(command) {
        const refusal = await receiver.turnedAway(command);
        if (refusal !== undefined) done += 1;
        return refusal;
      },
      home: (account) => receiver.home(account),
      missed: () => receiver.missed(),
      async deleted(what) {
        await receiver.deleted(what);
        done += 1;
      },
      async receive(inbound, responder) {
        try {
          await receiver.receive(inbound, responder);
        } finally {
          done += 1;
        }
      },
    }),
    async settle(work) {
      const before = effects();
      const result = await work();
      const giveUpAt = performance.now() + PATIENCE_MS;
      while (effects() === before) {
        if (performance.now() > giveUpAt) throw new Error('nothing came of it');
        await sleep(2);
      }
      return result;
    },
  };
}
