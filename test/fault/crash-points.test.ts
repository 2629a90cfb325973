import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestPostgres, type TestPostgres } from '../support/database.ts';
import { tellThrough } from '../support/fault/crashes.ts';
import { inTurns } from '../support/fault/in-turns.ts';
import { ROUNDS } from '../support/fault/rounds.ts';
import { ask, expectToldOnce, goOn, requestCards, startsOfReset } from '../support/fault/story.ts';
import { openWorld, type World } from '../support/fault/world.ts';

const engines = ['the embedded database', 'Postgres'] as const;
type EngineName = (typeof engines)[number];

const FROM_THE_BEGINNING = ['before-wake', 'after-proposal-commit#2', 'after-event', 'after-send'];
/**
 * Points at which the bot dies, one after the other within one story that begins with an open request. The reset is
 * the third of five steps; every other start finds a run, a request or a message that the one before left. Events of
 * one subject are handled together: how many times is a matter of speed, once is certain.
 */
const FROM_THE_REQUEST = [
  ['before-vote-commit', 'after-wake', 'after-vote-commit', 'after-wake-received'],
  ['before-start-commit', 'after-started#3', 'before-effect', 'during-effect'],
  ['after-effect#3', 'before-finish-commit', 'after-finish-commit#3', 'checkpoint.committed'],
  ['before-event', 'before-send', 'after-event', 'after-send#2'],
];

/** A single round tries each point on one engine; a second round tries it on the other one, too. */
function pointsFor(engine: EngineName): readonly string[] {
  return FROM_THE_BEGINNING.filter((_, index) => ROUNDS > 1 || index % 2 === engines.indexOf(engine));
}

function storiesFor(engine: EngineName): readonly { points: readonly string[] }[] {
  return Array.from({ length: ROUNDS }, (_, round) =>
    // The embedded database takes longer to start: it gets the one story that is about effects.
    FROM_THE_REQUEST.filter(
      (_points, index) => ((index === 1) === (round % 2 === 0)) === (engine !== 'Postgres'),
    ),
  )
    .flat()
    .map((points) => ({ points }));
}

/** All rows of the queue, but not the version of its schema. */
const LOSE_THE_QUEUE = `do $$ declare name text; begin
  for name in select format('%I.%I', schemaname, tablename) from pg_tables where schemaname = 'wake' and tablename <> 'version'
  loop execute 'truncate ' || name || ' cascade'; end loop;
end $$`;

let server: TestPostgres;
beforeAll(async () => {
  server = await startTestPostgres();
});
afterAll(async () => {
  await server.stop();
});

// Most of the time goes into waiting for processes: the engines take it at the same time, the stories of each in turns.
describe.concurrent.each(engines)('after kill -9 at any moment, on %s', { timeout: 600_000 }, (engine) => {
  const inTurn = inTurns();
  let world: World;
  beforeAll(async () => {
    world = await openWorld(engine === 'Postgres' ? server.url : undefined);
    world.trip();
  });
  afterAll(async () => {
    await world.close();
  });

  it(`5.7 the request is asked for once: ${pointsFor(engine).join(', ')}`, () =>
    inTurn(async () => {
      await tellThrough(world, pointsFor(engine), ask);
      const visitor = await world.visitor();
      expect(await requestCards(visitor)).toHaveLength(1);
      expect((await visitor.chains()).filter((chain) => chain.startsWith('request/'))).toHaveLength(1);
      await world.stop();
      await world.save('asked');
    }));

  it.each(storiesFor(engine))(
    '5.7 the story goes on, and nothing is asked or done twice: $points',
    ({ points }) =>
      inTurn(async () => {
        await world.restore('asked');
        await tellThrough(world, points);
        const visitor = await world.visitor();
        await expectToldOnce(world, visitor);
        // What took effect before the kill is asked about, not repeated.
        if (points.includes('after-effect#3')) expect(await startsOfReset(visitor)).toBe(1);
        await world.kill();
      }),
  );

  if (engine === 'Postgres')
    it('5.7 a queue that lost everything loses no work: the tables know what is left to do', () =>
      inTurn(async () => {
        await world.restore('asked');
        const bot = await world.launch({ crashAt: 'after-vote-commit' });
        const visitor = await world.visitor();
        const story = goOn(visitor);
        expect(await bot.gone).toBe('SIGKILL');
        await world.keeping.query(LOSE_THE_QUEUE);
        await world.start();
        await story;
        await expectToldOnce(world, visitor);
      }));
});
