import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'vitest';
import { startTestPostgres } from '../support/database.ts';
import { ROUNDS, SEED, seeded } from '../support/fault/rounds.ts';
import { expectToldOnce, goOn } from '../support/fault/story.ts';
import { openWorld } from '../support/fault/world.ts';

const KILLS = 3;
/** From its start: a bot is killed while it starts, or while it works. */
const LONGEST_LIFE_MS = 3_000;

describe('a bot that is killed at random moments', () => {
  it.each(Array.from({ length: ROUNDS }, (_, round) => SEED + round))(
    '5.7 tells the story once (KEYTURN_FAULT_SEED=%i)',
    async (seed) => {
      const random = seeded(seed);
      const server = seed % 2 === 0 ? undefined : await startTestPostgres();
      const world = await openWorld(server?.url);
      try {
        world.trip();
        const visitor = await world.visitor();
        const story = goOn(visitor);
        story.catch(() => undefined);
        for (let kills = 0; kills < KILLS; kills += 1) {
          const bot = await world.launch({ pace: 0.5 });
          await sleep(random() * LONGEST_LIFE_MS);
          await bot.kill();
        }
        await world.start();
        await story;
        await expectToldOnce(world, visitor);
      } finally {
        await world.close();
      }
    },
  );
});
