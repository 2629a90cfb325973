import type { Answered, Delivery, Wire } from '../../slack/wire.ts';
import type { Dice } from './faults.ts';

const TAKEN: Answered = { status: 200, body: undefined, afterMs: 0 };
const AGAIN = { number: 1, reason: 'http_timeout' };

/** A way from Slack on which deliveries get lost, come twice, or overtake each other. */
export function unreliableWire(wire: Wire, dice: () => Dice): Wire {
  let held: Delivery | undefined;
  return {
    async deliver(delivery) {
      const fault = dice()();
      if (fault === 'drop') return TAKEN;
      if (fault === 'swap-with-next' && held === undefined) {
        held = delivery;
        return TAKEN;
      }
      const answered = await wire.deliver(delivery);
      if (fault === 'double') await wire.deliver({ ...delivery, retry: AGAIN });
      if (held !== undefined) {
        const late = held;
        held = undefined;
        await wire.deliver({ ...late, retry: AGAIN });
      }
      return answered;
    },
  };
}
