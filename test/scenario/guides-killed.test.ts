import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectIntactLog } from '../support/fault/story.ts';
import type { SeenCard, Visitor } from '../support/fault/visitor.ts';
import { openWorld, type World } from '../support/fault/world.ts';

const LEASE_MS = 5_000;

describe('a guide during which the bot is killed between any two clicks', () => {
  let world: World;
  let visitor: Visitor;
  beforeAll(async () => {
    world = await openWorld(undefined, { extent: 'whole', leaseMs: LEASE_MS });
    visitor = await world.visitor();
    await world.start({});
  });
  afterAll(() => world.close());

  const seen = (as: string, ...texts: string[]): Promise<SeenCard> =>
    visitor.until(`${as} sees ${texts.join(' … ')}`, async () =>
      (await visitor.cards(as)).findLast(({ text }) => texts.every((part) => text.includes(part))),
    );

  /** Ends the bot as `kill -9` does, and starts another. */
  async function killed(): Promise<void> {
    await world.kill();
    await world.start({});
  }

  it('goes on where it was: no click is lost, and nothing is begun twice', async () => {
    world.plant.fault('trip-breaker');
    await visitor.command('ana', 'ops guide start', { what: 'twist:procedures/circuit-breaker' });
    await killed();
    // Its first step only looks: what was not begun when it died is begun by the next.
    await visitor.click(
      'ana',
      await seen('ana', 'Now: Is it legitimate?'),
      'Run: Verify why the breaker tripped',
    );
    await killed();
    const third = await seen('ana', 'Now: False positive or threat');
    await visitor.click('ana', third, 'Start: False positive or threat?');
    await killed();
    await visitor.click('ben', await seen('ben', 'What did the verification say?'), 'Legitimate threat');
    await killed();
    await seen('ben', 'False positive or threat?', 'Do not reset.');
    const form = await visitor.click(
      'ben',
      await seen('ben', 'Circuit breaker triggered', 'under way'),
      'Abandon',
    );
    if (form !== undefined) await visitor.submit('ben', form, { words: 'It was a drill' });
    await killed();
    await seen('ivan', 'Circuit breaker triggered', 'was abandoned: “It was a drill”', '2 of 3 done');
  });

  it('leaves a log that verifies, in which each look was begun once', async () => {
    await expectIntactLog(visitor);
    expect(world.plant.performed()).toEqual([]);
  });
});
