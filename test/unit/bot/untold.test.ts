import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cardText } from '../../../src/chat/card.ts';
import type { Responder } from '../../../src/chat/port.ts';
import { type BotWorld, openBotWorld } from '../../support/chat/bot-world.ts';
import { account, placeIn } from '../../support/chat/memory-platform.ts';

let world: BotWorld;
beforeAll(async () => {
  world = await openBotWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

/** A command of Ana's, and what she hears of it while her platform takes answers. */
function asks(id: string, path: readonly string[]) {
  const heard: string[] = [];
  const way = { isOpen: false };
  const responder: Responder = {
    openForm: async () => {},
    async reply(card) {
      if (!way.isOpen) throw new Error('the platform is away');
      heard.push(cardText(card));
      return undefined;
    },
  };
  const inbound = {
    id,
    type: 'command',
    path,
    options: {},
    account: account('ana'),
    displayName: 'Ana',
    human: true,
    place: placeIn('demo'),
  } as const;
  return { heard, way, come: () => world.bot.receiver.receive(inbound, responder) };
}

describe('a failure that nobody could be told', () => {
  it.each([
    ['of what was done', ['demo', 'health']],
    ['of what was refused', ['ops', 'audit', 'verify', 'nothing']],
  ])('%s is no answer, and is told when the same comes again', async (what, path) => {
    const { heard, way, come } = asks(`untold ${what}`, path);
    await expect(come()).rejects.toThrow('could not be told');
    await world.settle();
    way.isOpen = true;
    await come();
    expect(heard).toHaveLength(1);
    expect(heard[0]).toContain('This came before, and is not finished.');
  });
});
