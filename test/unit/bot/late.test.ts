import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type BotWorld, openBotWorld } from '../../support/chat/bot-world.ts';
import { eventually } from '../../support/eventually.ts';

/** The platform hangs when it is asked for somebody's groups, which is right after their click was taken. */
describe('what was clicked long before its turn', () => {
  let world: BotWorld;
  beforeAll(async () => {
    world = await openBotWorld();
    world.mapped.on = true;
  });
  beforeEach(() => world.reset());
  afterEach(() => {
    vi.restoreAllMocks();
  });
  afterAll(() => world.close());

  async function stoodStill(ms: number, act: () => Promise<void>): Promise<void> {
    const asked = vi.spyOn(world.platform, 'rolesOf');
    const hanging = Promise.withResolvers<void>();
    world.chat.holdUp = hanging.promise;
    const acting = act();
    await eventually(() => expect(asked).toHaveBeenCalled());
    world.clock.advance(ms);
    hanging.resolve();
    world.chat.holdUp = undefined;
    await acting;
    await world.settle();
  }

  it.each([
    [40 * 60_000, '40m'],
    [61_000, '1m1s'],
  ])('is not done, and its person is told how late it was (%i ms)', async (ms, late) => {
    await stoodStill(ms, () => world.command('ana', 'demo health'));
    expect(world.started).toEqual([]);
    const told = await world.find('ana', 'That was not done.');
    expect(told.text).toContain(`came to it only ${late} later`);
  });

  it('breaks no glass', async () => {
    await world.command('ben', 'ops run', { action: 'demo:pause' });
    await world.submit('ben', { _reason: 'funds at risk', _confirmation: 'pause' });
    const preview = await world.find('ben', 'Break the glass?');
    await stoodStill(40 * 60_000, () => world.click('ben', preview, 'Break the glass now'));
    expect(world.started).toEqual([]);
  });

  it('is done when it was a moment', async () => {
    await stoodStill(5_000, () => world.command('ana', 'demo health'));
    expect(world.started).toEqual(['/bin/health']);
  });
});
