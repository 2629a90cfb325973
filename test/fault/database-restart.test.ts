import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask, expectToldOnce, goOn, runCards } from '../support/fault/story.ts';
import { openWorld, type World } from '../support/fault/world.ts';
import { type PostgresServer, startPostgresServer } from '../support/postgres-server.ts';

let server: PostgresServer;
let world: World;
beforeAll(async () => {
  server = await startPostgresServer();
  world = await openWorld(server.url);
});
afterAll(async () => {
  await world.close();
  await server.stop();
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
});
