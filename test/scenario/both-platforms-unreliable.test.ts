import { afterAll, beforeAll, beforeEach, describe, it } from 'vitest';
import { type Dice, unreliable, withoutReactions } from '../support/app/both/faults.ts';
import {
  type Approval,
  approveOnSlack,
  askForReset,
  expectOneReset,
  proveReset,
  refuseRequester,
} from '../support/app/both/reset-story.ts';
import { type BothPlatforms, startBothPlatforms } from '../support/app/both/world.ts';
import { ROUNDS, SEED } from '../support/fault/rounds.ts';

const SEEDS = Array.from({ length: ROUNDS }, (_, round) => SEED + round);

describe.each(['http', 'socket'] as const)(
  'with 30 % of the events of Discord and Slack lost, others doubled and reordered (Slack by %s)',
  { timeout: 60_000 },
  (mode) => {
    let world: BothPlatforms;
    beforeAll(async () => {
      console.info(`lost events: KEYTURN_FAULT_SEED=${SEED}`);
      world = await startBothPlatforms({ mode });
    });
    beforeEach(() => world.nextScene());
    afterAll(() => world.close());

    async function play(dice: Dice, via: Approval): Promise<void> {
      world.roll(dice);
      const reset = await askForReset(world);
      await refuseRequester(world, reset);
      await approveOnSlack(world, reset, via);
      await proveReset(world, reset);
      await expectOneReset(world, reset);
    }

    describe.each(SEEDS)('KEYTURN_FAULT_SEED=%i', (seed) => {
      it.each(['button', 'reaction'] as const)(
        'a reset that is approved by %s happens once, with one vote and equal cards',
        (via) => play(unreliable(seed), via),
      );

      it('a reaction of which nobody is told is found, and counts once', () =>
        play(withoutReactions(unreliable(seed)), 'reaction'));
    });
  },
);
