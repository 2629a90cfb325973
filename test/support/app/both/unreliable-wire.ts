import type { Answered, Delivery, Wire } from '../../slack/wire.ts';
import type { Dice } from './faults.ts';

/** As Slack sees it when nothing answers; the client tells the person that it did not work. */
const LOST: Answered = { status: 504, body: undefined, afterMs: 0 };
/** The person sees nothing yet. */
const LATE: Answered = { status: 200, body: undefined, afterMs: 0 };
const AGAIN = { number: 1, reason: 'http_timeout' };
/** Slack gives an app three seconds. */
const PATIENCE_MS = 3_000;

export interface UnreliableWire extends Wire {
  /** What is late arrives now. */
  release(): Promise<void>;
  /** Deliveries that the program did not acknowledge as it must, in words. */
  readonly unanswered: readonly string[];
}

/** A way from Slack on which deliveries get lost, come twice, or overtake each other. */
export function unreliableWire(wire: Wire, dice: Dice): UnreliableWire {
  const unanswered: string[] = [];
  let held: Delivery | undefined;

  async function pass(delivery: Delivery): Promise<Answered> {
    const answered = await wire.deliver(delivery);
    const { status, afterMs } = answered;
    if (status !== 200 || afterMs > PATIENCE_MS)
      unanswered.push(`${delivery.kind}: ${status} after ${Math.round(afterMs)} ms`);
    return answered;
  }

  async function release(): Promise<void> {
    const late = held;
    held = undefined;
    if (late !== undefined) await pass({ ...late, retry: AGAIN });
  }

  return {
    unanswered,
    release,
    async deliver(delivery) {
      const fault = dice(delivery.kind);
      if (fault === 'drop') return LOST;
      if (fault === 'swap-with-next' && held === undefined) {
        held = delivery;
        return LATE;
      }
      const answered = await pass(delivery);
      if (fault === 'double') await pass({ ...delivery, retry: AGAIN });
      await release();
      return answered;
    },
  };
}
