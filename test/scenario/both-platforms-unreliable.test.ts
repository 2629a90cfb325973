import { afterAll, beforeAll, beforeEach, describe, it } from 'vitest';
import { unreliable, withoutReactions } from '../support/app/both/faults.ts';
import {
  approveOnSlack,
  askForReset,
  expectOneReset,
  proveReset,
  refuseRequester,
} from '../support/app/both/reset-story.ts';
import { type BothPlatforms, startBothPlatforms } from '../support/app/both/world.ts';
import { ROUNDS, SEED } from '../support/fault/rounds.ts';

const STORIES = [
  { by: 'button', via: 'button', dice: unreliable },
  { by: 'reaction', via: 'reaction', dice: unreliable },
  {
    by: 'a reaction of which nobody is told',
    via: 'reaction',
    dice: (seed: number) => withoutReactions(unreliable(seed)),
  },
] as const;
const MODES = ['http', 'socket'] as const;
const SEEDS = Array.from({ length: ROUNDS }, (_, round) => SEED + round);

/** Each story of a round has events lost of its own. */
function seedOf(seed: number, mode: (typeof MODES)[number], story: (typeof STORIES)[number]): number {
  return seed + 1_000 * (1 + MODES.indexOf(mode) * STORIES.length + STORIES.indexOf(story));
}

describe.each(MODES)(
  'with 30 % of the events of Discord and Slack lost, others doubled and reordered (Slack by %s)',
  (mode) => {
    let world: BothPlatforms;
    beforeAll(async () => {
      console.info(`lost events: KEYTURN_FAULT_SEED=${SEED}`);
      world = await startBothPlatforms({ mode });
    });
    beforeEach(() => world.nextScene());
    afterAll(() => world.close());

    describe.each(SEEDS)('KEYTURN_FAULT_SEED=%i', (seed) => {
      it.each(STORIES)(
        'a reset that is approved by $by happens once, with one vote and equal cards',
        async (story) => {
          world.roll(story.dice(seedOf(seed, mode, story)));
          const reset = await askForReset(world);
          await refuseRequester(world, reset);
          await approveOnSlack(world, reset, story.via);
          await proveReset(world, reset);
          await expectOneReset(world, reset);
        },
      );
    });
  },
);
