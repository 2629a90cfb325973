import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createJobs } from '../../../src/jobs/service.ts';
import { upsertTimer } from '../../../src/jobs/store.ts';
import { createTimerPump } from '../../../src/jobs/timer-pump.ts';
import type { Database } from '../../../src/store/database.ts';
import { openTestEmbedded } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';

const log = pino({ level: 'silent' });
let db: Database;
beforeAll(async () => {
  db = await openTestEmbedded();
});
afterAll(() => db.close());

/** A process with a handler of its own for things that happened. */
function process(handler: () => void) {
  const jobs = createJobs(db, { engine: 'pglite' }, log);
  jobs.events.on('thing.happened', async () => handler());
  return jobs;
}

it('an event that no retry could cure is handled by the next process, which may be of another version', async () => {
  let tries = 0;
  const old = process(() => {
    tries += 1;
    throw new RangeError('never');
  });
  await db.transact(async (tx) =>
    old.emit(tx, { kind: 'thing.happened', subject: 'a', at: await tx.now(), data: {} }),
  );
  await old.start();
  await eventually(() => expect(tries).toBe(1));
  await old.stop();
  expect(await old.events.runOnce()).toBe(0);
  const handled: string[] = [];
  const next = process(() => handled.push('a'));
  await next.start();
  await eventually(() => expect(handled).toEqual(['a']));
  await next.stop();
});

it('what is only held, or put off, is left to whoever has it when another process starts', async () => {
  const handled: string[] = [];
  const one = process(() => handled.push('one'));
  await db.transact((tx) =>
    tx.orm.execute(
      `insert into event (kind, subject, data, at, held_until) values ('thing.happened', 'b', '{}', now(), now() + interval '60 s')`,
    ),
  );
  await one.events.releaseSetAside();
  expect(await one.events.runOnce()).toBe(0);
  expect(handled).toEqual([]);
});

it('one handler that fails keeps an event from no other', async () => {
  const handled: string[] = [];
  const one = process(() => {
    throw new RangeError('never');
  });
  one.events.on('thing.happened', async ({ subject }) => void handled.push(subject));
  await db.transact(async (tx) =>
    one.emit(tx, { kind: 'thing.happened', subject: 'c', at: await tx.now(), data: {} }),
  );
  await one.events.runOnce();
  expect(handled).toEqual(['c']);
});

it('a timer that failed for good fires when it is set anew', async () => {
  const timers = createTimerPump(db, log);
  let isBroken = true;
  const fired: string[] = [];
  timers.on('thing.due', async (_tx, subject) => {
    if (isBroken) throw new RangeError('never');
    fired.push(subject);
  });
  const set = () => db.transact(async (tx) => upsertTimer(tx, 'thing.due', 'd', await tx.now()));
  await set();
  await timers.runOnce();
  isBroken = false;
  await timers.runOnce();
  expect(fired).toEqual([]);
  await set();
  await timers.runOnce();
  expect(fired).toEqual(['d']);
});
