import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loseSession, returnOfSession } from '../support/app/both/lost-session.ts';
import {
  approveOnSlack,
  askForReset,
  expectOneReset,
  proveReset,
  refuseRequester,
} from '../support/app/both/reset-story.ts';
import { type BothPlatforms, startBothPlatforms } from '../support/app/both/world.ts';

describe('with the gateway of Discord cut and its session gone for good', () => {
  let world: BothPlatforms;
  beforeAll(async () => {
    world = await startBothPlatforms({ mode: 'socket', pace: 0.7 });
  });
  beforeEach(() => world.nextScene());
  afterAll(() => world.close());

  it.each(['button', 'reaction'] as const)(
    'between request and approval, a reset approved from Slack by %s happens once, with equal cards',
    async (via) => {
      const reset = await askForReset(world);
      await refuseRequester(world, reset);
      const lost = loseSession(world);
      await approveOnSlack(world, reset, via);
      await returnOfSession(world, lost);
      await proveReset(world, reset);
      await expectOneReset(world, reset);
    },
  );

  it('between request and approval, finds the reaction on Discord that nobody told it of', async () => {
    const reset = await askForReset(world);
    await refuseRequester(world, reset);
    const lost = loseSession(world);
    const ben = world.on('discord', 'ben');
    await ben.react(reset.onDiscord, '✅');
    await returnOfSession(world, lost);
    await ben.seesCard('Ben Okafor approved by reaction', reset.id);
    await proveReset(world, reset);
    await expectOneReset(world, reset);
  });

  it('between approval and outcome, the reset happens once, with equal cards', async () => {
    const reset = await askForReset(world);
    await refuseRequester(world, reset);
    await approveOnSlack(world, reset, 'button');
    await world.until('the reset has begun', () => world.plant.state().breaker.resetStartedAt !== null);
    const lost = loseSession(world);
    expect(world.plant.state().breaker.state).toBe('open');
    await returnOfSession(world, lost);
    await proveReset(world, reset);
    await expectOneReset(world, reset);
  });
});
