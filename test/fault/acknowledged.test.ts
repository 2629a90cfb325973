import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatWorld, openChatWorld } from '../support/fault/chat-world.ts';

const CUT_SHORT = 'It is not known whether what you clicked was done';

describe.each(['discord', 'slack'] as const)('a click on %s that was acknowledged', (platform) => {
  let world: ChatWorld;
  beforeAll(async () => {
    world = await openChatWorld();
  });
  afterAll(() => world.close());

  async function asked(action: string, title: string) {
    const bot = await world.start();
    const [ana, ben] = [world.on(platform, 'ana'), world.on(platform, 'ben')];
    await ana.command('ops run', { action });
    const card = await ben.seesCard(`Approval needed: ${title}`);
    await bot.kill();
    return { ben, card };
  }

  it('is worked on after a kill -9 before anybody began with it', async () => {
    const { ben, card } = await asked('drill:rocket/repaint', 'Repaint the rocket');
    const dying = await world.start('before-begun');
    await ben.click(card, 'Approve');
    expect(await dying.gone).toBe('SIGKILL');
    const bot = await world.start();
    await ben.reads(card, 'ben approved');
    await bot.kill();
  });

  it('is told about after a kill -9 while somebody was at it, and not done again', async () => {
    const { ben, card } = await asked('drill:rocket/launch', 'Launch the rocket');
    const dying = await world.start('after-vote-commit');
    await ben.click(card, 'Approve');
    expect(await dying.gone).toBe('SIGKILL');
    const bot = await world.start();
    await ben.sees(CUT_SHORT);
    expect(
      world
        .on(platform, 'ana')
        .all()
        .some(({ text }) => text.includes(CUT_SHORT)),
    ).toBe(false);
    await ben.seesCard('Launch the rocket', 'Done after');
    expect(world.drilled()).toEqual(['launch']);
    await bot.kill();
  });
});
