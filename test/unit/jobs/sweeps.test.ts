import pino from 'pino';
import { afterEach, expect, it, vi } from 'vitest';
import { createJobs } from '../../../src/jobs/service.ts';
import { manualClock } from '../../support/clock.ts';
import { openTestDatabase } from '../../support/database.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

it('5.22 a sweep that hangs or fails holds up no other, and is the one that is said to make no progress', async () => {
  const db = await openTestDatabase(manualClock());
  const jobs = createJobs(db, { engine: 'pglite' }, pino({ level: 'silent' }));
  const { promise: never, resolve: end } = Promise.withResolvers<void>();
  let looks = 0;
  jobs.onSweep('what hangs', () => never);
  jobs.onSweep('what fails', () => Promise.reject(new Error('no')));
  jobs.onSweep('what goes on', async () => {
    looks += 1;
  });
  await jobs.start();
  await expect.poll(() => looks, { timeout: 10_000 }).toBeGreaterThan(2);
  expect(jobs.problems()).toEqual([]);
  const real = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => real() + 20_000);
  const stuck = () => jobs.problems().map((problem) => problem.replace(/\d+ s/, 'n s'));
  await expect
    .poll(stuck, { timeout: 10_000 })
    .toEqual([
      'The sweep of what hangs has made no progress for n s.',
      'The sweep of what fails has made no progress for n s.',
    ]);
  end();
  await jobs.stop();
  await db.close();
}, 40_000);

it('refuses two sweeps of one name', async () => {
  const db = await openTestDatabase(manualClock());
  const jobs = createJobs(db, { engine: 'pglite' }, pino({ level: 'silent' }));
  jobs.onSweep('runs', async () => {});
  expect(() => jobs.onSweep('runs', async () => {})).toThrow('two sweeps of runs');
  await db.close();
});
