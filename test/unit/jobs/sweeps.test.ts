import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { afterEach, expect, it, vi } from 'vitest';
import { createJobs } from '../../../src/jobs/service.ts';
import type { Database } from '../../../src/store/database.ts';
import { manualClock } from '../../support/clock.ts';
import { openTestEmbedded, openTestPostgres } from '../../support/database.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

it('5.22 a sweep that hangs or fails holds up no other, and is the one that is said to make no progress', async () => {
  const db = await openTestEmbedded(manualClock());
  const jobs = createJobs(db, { engine: 'pglite' }, pino({ level: 'silent' }));
  const { promise: never, resolve: end } = Promise.withResolvers<void>();
  let looks = 0;
  jobs.onSweep('what hangs', () => never);
  jobs.onSweep('what fails', () => Promise.reject(new Error('no')));
  jobs.onSweep('what goes on', async () => {
    looks += 1;
  });
  await jobs.start();
  await expect.poll(() => looks).toBeGreaterThan(2);
  expect(jobs.problems()).toEqual([]);
  const real = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => real() + 20_000);
  const stuck = () => jobs.problems().map((problem) => problem.replace(/\d+ s/, 'n s'));
  await expect
    .poll(stuck)
    .toEqual([
      'The sweep of what hangs has made no progress for n s.',
      'The sweep of what fails has made no progress for n s.',
    ]);
  end();
  await jobs.stop();
  await db.close();
});

it('does not look again and again for a timer that another process is firing', async () => {
  const db = await openTestPostgres(manualClock());
  const log = pino({ level: 'silent' });
  let looks = 0;
  const counting: Database = {
    ...db,
    transact: (work, options) => {
      looks += 1;
      return db.transact(work, options);
    },
  };
  const [one, other] = [db, counting].map((each) => createJobs(each, { engine: 'pglite' }, log));
  const begun = Promise.withResolvers<void>();
  const { promise: firing, resolve: end } = Promise.withResolvers<void>();
  const fire = async (): Promise<void> => {
    begun.resolve();
    await firing;
  };
  one?.timers.on('slow', fire);
  other?.timers.on('slow', fire);
  await db.transact(async (tx) => one?.setTimer(tx, 'slow', 'thing', await tx.now()));
  await one?.start();
  await begun.promise;
  await other?.start();
  await sleep(1_000);
  // Each look is a transaction that finds nothing: at most one in 100 ms, and a few of other loops.
  expect(looks).toBeLessThan(20);
  end();
  await Promise.all([one?.stop(), other?.stop()]);
  await db.close();
});

it('refuses two sweeps of one name', async () => {
  const db = await openTestEmbedded(manualClock());
  const jobs = createJobs(db, { engine: 'pglite' }, pino({ level: 'silent' }));
  jobs.onSweep('runs', async () => {});
  expect(() => jobs.onSweep('runs', async () => {})).toThrow('two sweeps of runs');
  await db.close();
});
