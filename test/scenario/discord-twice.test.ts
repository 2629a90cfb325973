import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BothPlatforms, startBothPlatforms } from '../support/app/both/world.ts';

let world: BothPlatforms;
beforeAll(async () => {
  world = await startBothPlatforms();
});
afterAll(() => world.close());

it('answers a command of Discord that comes twice as if it came once: with its form', async () => {
  const ana = world.on('discord', 'ana');
  world.discord.failEvent('INTERACTION_CREATE', 'double');
  await ana.command('twist pause-all', {});
  await world.until('the form', ana.hasForm);
  await world.settle();
  expect(world.brokenLimits()).toEqual([]);
});

it('answers a command of Discord that comes twice as if it came once: with its card', async () => {
  const ana = world.on('discord', 'ana');
  world.discord.failEvent('INTERACTION_CREATE', 'double');
  await ana.command('twist health', {});
  await ana.sees('System health');
  await world.settle();
  expect(ana.all().filter(({ text }) => text.includes('System health'))).toHaveLength(1);
  expect(world.brokenLimits()).toEqual([]);
});
