import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createJobs, type JobsRuntime } from '../../../src/jobs/service.ts';
import type { Database } from '../../../src/store/database.ts';
import { migrate } from '../../../src/store/migrate.ts';
import { openPostgres } from '../../../src/store/postgres.ts';
import { type ManualClock, manualClock } from '../../support/clock.ts';
import { openTestEmbedded, startTestPostgres } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';

const log = pino({ level: 'silent' });

interface Setup {
  db: Database;
  jobs: JobsRuntime;
  clock: ManualClock;
  close(): Promise<void>;
}

async function onPglite(): Promise<Setup> {
  const clock = manualClock();
  const db = await openTestEmbedded(clock);
  return {
    db,
    clock,
    jobs: createJobs(db, { engine: 'pglite' }, log),
    close: () => db.close(),
  };
}

async function onPostgres(): Promise<Setup> {
  const clock = manualClock();
  const server = await startTestPostgres();
  const db = openPostgres(server.url, clock);
  await migrate(db);
  return {
    db,
    clock,
    jobs: createJobs(db, { engine: 'postgres', url: server.url }, log),
    async close() {
      await db.close();
      await server.stop();
    },
  };
}

describe.each([
  ['pglite', onPglite],
  ['postgres', onPostgres],
])('jobs on %s', (_engine, open) => {
  let s: Setup;
  const fired: string[] = [];
  const heard: string[] = [];
  const woken: string[] = [];
  const together: (readonly string[])[] = [];
  const besides: (readonly string[])[] = [];
  let failures = 0;
  let hopeless = 0;
  let setBack = 0;

  beforeAll(async () => {
    s = await open();
    s.jobs.timers.on('test.due', async (_tx, subject) => {
      if (failures-- > 0) throw new Error('not yet');
      fired.push(subject);
    });
    s.jobs.events.on('thing.changed', async (event) => {
      if (failures-- > 0) throw new Error('not yet');
      heard.push(`${event.subject} ${JSON.stringify(event.data)}`);
    });
    s.jobs.events.onSubjects(['shared.changed', 'shared.troubled'], async (_tx, subjects) => {
      together.push(subjects.toSorted());
    });
    s.jobs.events.onSubjects(['shared.changed'], async (_tx, subjects) => {
      if (failures-- > 0) throw new Error('not yet');
      besides.push(subjects.toSorted());
    });
    s.jobs.timers.on('test.hopeless', async () => {
      hopeless += 1;
      throw new RangeError('never');
    });
    s.jobs.timers.on('test.set-back', async (tx, subject, now) => {
      setBack += 1;
      await s.jobs.setTimer(tx, 'test.set-back', subject, new Date(now.getTime() - 60_000));
    });
    s.jobs.events.on('thing.hopeless', async () => {
      hopeless += 1;
      throw new RangeError('never');
    });
    s.jobs.wakeUps.on('work', async (id) => {
      woken.push(id);
    });
    await s.jobs.start();
  });
  afterAll(async () => {
    await s.jobs.stop();
    await s.close();
  });
  beforeEach(() => {
    for (const list of [fired, heard, woken, together, besides]) list.length = 0;
    failures = 0;
    hopeless = 0;
    setBack = 0;
  });

  const inOneHour = async () => new Date((await s.db.read((r) => r.now())).getTime() + 3_600_000);

  it('5.18 a timer fires once, and never early', async () => {
    const due = await inOneHour();
    await s.db.transact((tx) => s.jobs.setTimer(tx, 'test.due', 'a', due));
    s.clock.advance(3_599_999);
    await s.jobs.timers.runOnce();
    expect(fired).toEqual([]);
    s.clock.advance(1);
    s.jobs.poke();
    await eventually(() => expect(fired).toEqual(['a']));
    await s.jobs.timers.runOnce();
    expect(fired).toEqual(['a']);
  });

  it('a timer that is set again moves, and a cancelled one never fires', async () => {
    const due = await inOneHour();
    await s.db.transact(async (tx) => {
      await s.jobs.setTimer(tx, 'test.due', 'b', due);
      await s.jobs.setTimer(tx, 'test.due', 'c', due);
    });
    await s.db.transact(async (tx) => {
      await s.jobs.setTimer(tx, 'test.due', 'b', new Date(due.getTime() + 3_600_000));
      await s.jobs.cancelTimer(tx, 'test.due', 'c');
    });
    s.clock.advance(3_700_000);
    await s.jobs.timers.runOnce();
    expect(fired).toEqual([]);
    s.clock.advance(3_700_000);
    s.jobs.poke();
    await eventually(() => expect(fired).toEqual(['b']));
  });

  it('a timer whose handler failed is tried again, and does not hold up the others', async () => {
    const due = await s.db.read((r) => r.now());
    failures = 1;
    await s.db.transact(async (tx) => {
      await s.jobs.setTimer(tx, 'test.due', 'd', due);
      await s.jobs.setTimer(tx, 'test.due', 'e', new Date(due.getTime() + 1));
    });
    s.clock.advance(1);
    await eventually(() => expect(fired.toSorted()).toEqual(['d', 'e']));
  });

  it('a timer that is set anew for a time that has passed rests before it fires again, and holds up no other', async () => {
    const due = await s.db.read((r) => r.now());
    await s.db.transact(async (tx) => {
      await s.jobs.setTimer(tx, 'test.set-back', 'g', due);
      await s.jobs.setTimer(tx, 'test.due', 'f', due);
    });
    await eventually(() => expect(fired).toEqual(['f']));
    await s.jobs.timers.runOnce();
    expect(setBack).toBe(1);
    await s.db.transact((tx) => s.jobs.cancelTimer(tx, 'test.set-back', 'g'));
  });

  it('an event or a timer that fails in a way that no retry can cure is not tried again', async () => {
    await s.db.transact(async (tx) => {
      const at = await tx.now();
      await s.jobs.setTimer(tx, 'test.hopeless', 'h', at);
      await s.jobs.emit(tx, { kind: 'thing.hopeless', subject: 'h', at, data: {} });
    });
    await eventually(() => expect(hopeless).toBe(2));
    s.clock.advance(86_400_000);
    s.jobs.poke();
    await s.jobs.timers.runOnce();
    await s.jobs.events.runOnce();
    expect(hopeless).toBe(2);
  });

  const say = (subject: string, n: number) =>
    s.db.transact(async (tx) =>
      s.jobs.emit(tx, { kind: 'thing.changed', subject, at: await tx.now(), data: { n } }),
    );

  it('an event reaches its handler after the commit, and not after a rollback', async () => {
    await say('x', 1);
    const failing = s.db.transact(async (tx) => {
      await s.jobs.emit(tx, { kind: 'thing.changed', subject: 'y', at: await tx.now(), data: {} });
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    await eventually(() => expect(heard).toEqual(['x {"n":1}']));
  });

  it('what a burst says of things is handled together: each once, whatever and how often it was said', async () => {
    await s.db.transact(async (tx) => {
      const at = await tx.now();
      for (let n = 0; n < 10; n += 1)
        for (const subject of ['p', 'q']) {
          const kind = n % 2 === 0 ? 'shared.changed' : 'shared.troubled';
          await s.jobs.emit(tx, { kind, subject, at, data: { n } });
        }
    });
    await eventually(() => expect(together.flat()).toContain('q'));
    expect(together).toEqual([['p', 'q']]);
  });

  it('whoever else listens to a kind hears of it alone, in the same transaction: what fails there is handled again by both', async () => {
    failures = 1;
    await s.db.transact(async (tx) => {
      const at = await tx.now();
      await s.jobs.emit(tx, { kind: 'shared.changed', subject: 'r', at, data: {} });
      await s.jobs.emit(tx, { kind: 'shared.troubled', subject: 's', at, data: {} });
    });
    s.clock.advance(60_000);
    await eventually(() => expect(besides).toEqual([['r']]));
    await eventually(() => expect(new Set(together.flat())).toEqual(new Set(['r', 's'])));
  });

  it('of one thing, what a burst says is handled once where each event has its handler too', async () => {
    await s.db.transact(async (tx) => {
      const at = await tx.now();
      for (let n = 0; n < 10; n += 1)
        await s.jobs.emit(tx, { kind: 'thing.changed', subject: 'm', at, data: { n } });
    });
    await eventually(() => expect(heard).toEqual(['m {"n":9}']));
  });

  it('an event whose handler failed comes again', async () => {
    failures = 1;
    await say('z', 2);
    await eventually(() => {
      s.clock.advance(100);
      expect(heard).toEqual(['z {"n":2}']);
    });
  });

  it('a wake-up arrives once its transaction is committed, and never after a rollback', async () => {
    await s.db.transact(async (tx) => {
      await s.jobs.wake(tx, 'work', 'one');
      expect(woken).toEqual([]);
    });
    const failing = s.db.transact(async (tx) => {
      await s.jobs.wake(tx, 'work', 'never');
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(woken).toEqual(['one']);
  });
});
