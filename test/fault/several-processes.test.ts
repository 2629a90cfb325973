import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestPostgres, type TestPostgres } from '../support/database.ts';
import { LEASE_MS } from '../support/fault/settings.ts';
import {
  ask,
  expectIntactLog,
  expectToldOnce,
  goOn,
  requestCards,
  runCards,
} from '../support/fault/story.ts';
import type { SeenCard, Visitor } from '../support/fault/visitor.ts';
import { openWorld, type World } from '../support/fault/world.ts';

const MINUTE = 60_000;
/** Between two looks of the sweeper, and for what is left of the reset on a busy machine. */
const SWEEP_AND_REST_MS = 8_000;

let server: TestPostgres;
let world: World;
let first: Visitor;
let second: Visitor;
beforeAll(async () => {
  server = await startTestPostgres();
  world = await openWorld(server.url);
  [first, second] = [await world.visitor(0), await world.visitor(1)];
  world.trip();
  // The pace of the plan that is approved: the reset takes about two seconds.
  await world.start({ pace: 1.5 });
  await ask(first);
  await world.stop();
  await world.save('asked');
  await Promise.all([world.start({ index: 0 }), world.start({ index: 1 })]);
});
afterAll(async () => {
  await world.close();
  await server.stop();
});

function paint(text: string): Promise<SeenCard> {
  return first.until(text, async () =>
    (await first.cards('ana', 'eng-twist')).find(
      (seen) => seen.id?.startsWith('apr-') && seen.text.includes(text),
    ),
  );
}

async function votesOn(request: SeenCard): Promise<readonly string[]> {
  const log = await first.log(`request/${request.id}`);
  return log.filter(({ kind }) => kind.startsWith('vote.')).map(({ kind, actor }) => `${actor} ${kind}`);
}

describe('two processes on one Postgres', () => {
  it(
    '5.19 take each piece of work once',
    async () => {
      const parts = ['nozzle', 'tank', 'fin', 'cone', 'hatch', 'strut'];
      await Promise.all(
        parts.map((part, index) =>
          (index % 2 === 0 ? first : second).command('ana', 'drill check', { part }),
        ),
      );
      await first.until(
        'every part was checked',
        async () => world.drilled().length >= parts.length || undefined,
      );
      await sleep(LEASE_MS);
      expect([...world.drilled()].sort()).toEqual([...parts].sort());
    },
    MINUTE,
  );

  it(
    '5.2 count a vote once, however often, late and out of order its delivery comes',
    async () => {
      await first.command('ana', 'drill repaint');
      const open = await paint('Waiting for approvals: 0 of 2');
      const delivery = randomUUID();
      await Promise.all(
        [first, second, first, second].map((at) => at.click('ben', open, 'Approve', delivery)),
      );
      await paint('Waiting for approvals: 1 of 2');
      expect(await votesOn(open)).toEqual(['principal/ben vote.cast']);

      await second.click('ben', await paint('Take back my vote'), 'Take back my vote');
      await paint('Waiting for approvals: 0 of 2');
      // Delivered again after what took it back: it must not count a second time.
      await Promise.all([first, second].map((at) => at.click('ben', open, 'Approve', delivery)));
      expect(await votesOn(open)).toEqual(['principal/ben vote.cast', 'principal/ben vote.withdrawn']);
      expect(world.drilled()).not.toContain('repaint');

      await Promise.all([first.click('ben', open, 'Approve'), second.click('chen', open, 'Approve')]);
      await paint('Carried out');
      expect(world.drilled().filter((line) => line === 'repaint')).toHaveLength(1);
      await expectIntactLog(second);
    },
    MINUTE,
  );

  it(
    '5.19 when one is killed in the middle of a run, the other finishes it soon after its lease has ended',
    async () => {
      await world.kill();
      await world.restore('asked');
      const [doomed, heir] = await Promise.all([
        world.start({ index: 0, crashAt: 'during-effect' }),
        world.start({ index: 1 }),
      ]);
      // While it sleeps, only the other one can take the run.
      heir.signal('SIGSTOP');
      const [request] = await requestCards(first);
      if (request === undefined) throw new Error('there is no request');
      // Nobody may be left to answer.
      first.click('ben', request, 'Approve').catch(() => undefined);
      expect(await doomed.gone).toBe('SIGKILL');
      const diedAt = performance.now();
      heir.signal('SIGCONT');
      await second.until('the end of the run', async () =>
        (await runCards(second)).find(({ text }) => text.includes('Done')),
      );
      expect(performance.now() - diedAt).toBeLessThan(LEASE_MS + SWEEP_AND_REST_MS);
      await expectToldOnce(world, second);
    },
    MINUTE,
  );

  it(
    '5.8 a worker that slept past its lease changes nothing when it wakes',
    async () => {
      await world.kill();
      await world.restore('asked');
      const sleeper = await world.start({ index: 0 });
      const heir = await world.start({ index: 1 });
      heir.signal('SIGSTOP');
      const story = goOn(first);
      story.catch(() => undefined);
      await first.until('the reset has begun', async () =>
        (await runCards(first)).find(({ card }) => card.status === 'Running: Reset.'),
      );
      sleeper.signal('SIGSTOP');
      heir.signal('SIGCONT');
      const [run] = await second.until('the end of the run', async () => {
        const runs = await runCards(second);
        return runs[0]?.text.includes('Done') ? runs : undefined;
      });
      const log = await second.log(`run/${run?.id}`);

      sleeper.signal('SIGCONT');
      await story;
      await sleep(LEASE_MS);
      expect(await first.log(`run/${run?.id}`)).toEqual(log);
      expect(new Set(log.map(({ data }) => data.worker).filter(Boolean)).size).toBe(2);
      await expectToldOnce(world, first);
    },
    MINUTE,
  );
});
