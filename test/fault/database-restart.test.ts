import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RestartableServer, startRestartableServer } from '../support/fault/postgres-server.ts';
import { ask, expectToldOnce, goOn, runCards } from '../support/fault/story.ts';
import { openWorld, type World } from '../support/fault/world.ts';

let server: RestartableServer;
let world: World;
beforeAll(async () => {
  server = await startRestartableServer();
  world = await openWorld(server.url);
});
afterAll(async () => {
  await world.close();
  await server.close();
});

it('5.7 a restart of Postgres under a running bot, before the vote and in the middle of the reset, does nothing twice', async () => {
  world.trip();
  const bot = await world.start({ pace: 2 });
  const visitor = await world.visitor();
  await ask(visitor);
  await server.restart();

  const story = goOn(visitor);
  await visitor.until('the reset has begun', async () =>
    (await runCards(visitor)).find(({ card }) => card.status === 'Running: Reset.'),
  );
  await server.restart();
  await story;
  await expectToldOnce(world, visitor);
  expect(bot.output()).not.toContain('"level":60');
}, 120_000);
