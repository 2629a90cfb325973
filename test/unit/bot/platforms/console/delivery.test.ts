import { expect, it } from 'vitest';
import { createDeliveries } from '../../../../../src/bot/platforms/console/delivery.ts';
import type { Posts } from '../../../../../src/bot/platforms/console/posts.ts';
import type { Inbound } from '../../../../../src/chat/inbound.ts';
import { reasonForm } from '../../../../support/console/fixtures.ts';
import { idleReceiver } from '../../../../support/idle-receiver.ts';

const inbound: Inbound = {
  type: 'command',
  id: 'delivery-1',
  account: { platform: 'console', workspace: 'local', id: 'ana' },
  displayName: 'Ana',
  human: true,
  place: { platform: 'console', workspace: 'local', channel: 'ops-twist' },
  path: ['twist', 'reset'],
  options: {},
};

/** A bot that remembers deliveries, and works on each until it is let go. */
function slowly(opensForm: boolean) {
  const gate = Promise.withResolvers<void>();
  const seen = new Set<string>();
  const deliveries = createDeliveries(
    {
      ...idleReceiver,
      async receive({ id }, responder) {
        if (seen.has(id)) return;
        seen.add(id);
        await gate.promise;
        if (opensForm) await responder.openForm(reasonForm);
      },
    },
    {} as Posts,
    () => {},
  );
  return { deliveries, go: gate.resolve, fail: gate.reject };
}

it('15 answers a repeat of what is under way when that is done, and not as if it were', async () => {
  const { deliveries, go } = slowly(true);
  const first = deliveries.deliver(inbound);
  let answered = false;
  const again = deliveries.deliver(inbound).finally(() => {
    answered = true;
  });
  await new Promise(setImmediate);
  expect(answered).toBe(false);
  go();
  expect(await first).toEqual(reasonForm);
  expect(await again).toEqual(reasonForm);
  await deliveries.drain();
});

it('15 tells whoever repeats it of a failure as well', async () => {
  const { deliveries, fail } = slowly(false);
  const both = [deliveries.deliver(inbound), deliveries.deliver(inbound)];
  fail(new Error('the database is away'));
  expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
