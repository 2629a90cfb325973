import { sql } from 'drizzle-orm';
import pino from 'pino';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createIntake } from '../../../../src/bot/intake/intake.ts';
import type { Inbound } from '../../../../src/chat/inbound.ts';
import type { Responder } from '../../../../src/chat/port.ts';
import { systemClock } from '../../../../src/clock.ts';
import type { Database } from '../../../../src/store/database.ts';
import { openTestDatabase } from '../../../support/database.ts';

const responder: Responder = { openForm: async () => {}, reply: async () => undefined };
const log = pino({ level: 'silent' });
const place = { platform: 'slack', workspace: 'T1', channel: 'C1' } as const;
const click = (id: string): Inbound => ({
  id,
  // Somebody of another workspace, who acts in ours.
  account: { platform: 'slack', workspace: 'T2', id: 'U1' },
  displayName: 'Ana',
  human: false,
  place,
  type: 'button',
  nonce: 'n',
  message: { platform: 'slack', workspace: 'T1', channel: 'C1', message: '1.1' },
});
const taken = (id: string) => ({ platform: 'slack', workspace: 'T1', id, kept: { click: id } }) as const;

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase(systemClock);
});
afterAll(() => db.close());

const row = async (id: string): Promise<unknown> => {
  const query = sql`select kept, begun_at is not null as begun, finished_at is not null as finished
    from inbound_delivery where id = ${`slack/T1/${id}`}`;
  return (await db.read((reader) => reader.orm.execute(query)))[0];
};
const counting = () => {
  const done: string[] = [];
  return { done, work: async (): Promise<void> => void done.push('work') };
};

it('keeps a delivery before it is worked on, works on it once, and keeps nothing of it after', async () => {
  const intake = createIntake(db, log);
  const { done, work } = counting();
  await intake.take(taken('d1'));
  expect(await intake.take(taken('d1'))).toBe(false);
  expect(await row('d1')).toEqual({ kept: '{"click": "d1"}', begun: false, finished: false });
  expect(await intake.once(click('d1'), responder, work)).toBeUndefined();
  await intake.settled();
  expect(await row('d1')).toEqual({ kept: null, begun: true, finished: true });
  await intake.take(taken('d1'));
  expect(await intake.once(click('d1'), responder, work)).toBeUndefined();
  expect(done).toEqual(['work']);
});

it('works once on what comes many times at the same moment', async () => {
  const intake = createIntake(db, log);
  const { done, work } = counting();
  const ids = Array.from({ length: 300 }, (_, n) => `many-${n % 100}`);
  await Promise.all(ids.map((id) => intake.take(taken(id))));
  await Promise.all(ids.map((id) => intake.once(click(id), responder, work)));
  expect(done).toHaveLength(100);
});

it('knows a repeat of what still waits for its turn, without a turn of its own', async () => {
  const intake = createIntake(db, log);
  const { done, work } = counting();
  const turn = Promise.withResolvers<void>();
  const first = intake.once(click('waiting'), responder, work, async (now) => {
    await turn.promise;
    return now();
  });
  const repeated = vi.fn();
  await intake.once(click('waiting'), { ...responder, repeated }, work, () => {
    throw new Error('a repeat waited for a turn');
  });
  expect(repeated).toHaveBeenCalledOnce();
  turn.resolve();
  await first;
  expect(done).toEqual(['work']);
});

it('works on a delivery that another process took and did not begin with', async () => {
  await createIntake(db, log).take(taken('d2'));
  const later = createIntake(db, log);
  const { done, work } = counting();
  await later.take(taken('d2'));
  expect(await later.once(click('d2'), responder, work)).toBeUndefined();
  expect(done).toEqual(['work']);
});

it('says of a delivery that another process began and did not finish that nobody knows', async () => {
  const { promise: never, resolve: go } = Promise.withResolvers<void>();
  const { promise: begun, resolve: hasBegun } = Promise.withResolvers<void>();
  const first = createIntake(db, log).once(click('d3'), responder, async () => {
    hasBegun();
    await never;
  });
  await begun;
  const { done, work } = counting();
  expect((await createIntake(db, log).once(click('d3'), responder, work))?.code).toBe('delivery.interrupted');
  expect(done).toEqual([]);
  go();
  await first;
});

it('leaves the way back alone where another process that got it too answers', async () => {
  const { promise: never, resolve: go } = Promise.withResolvers<void>();
  const { promise: begun, resolve: hasBegun } = Promise.withResolvers<void>();
  let repeats = 0;
  const repeated = (): void => {
    repeats += 1;
  };
  const everywhere: Responder = { ...responder, repeated };
  const first = createIntake(db, log).once(click('d5'), everywhere, async () => {
    hasBegun();
    await never;
  });
  await begun;
  const { done, work } = counting();
  const other = createIntake(db, log);
  expect(await other.take(taken('d5'))).toBe(false);
  expect(await other.once(click('d5'), everywhere, work)).toBeUndefined();
  expect([done, repeats]).toEqual([[], 1]);
  go();
  await first;
});

it('does not do again what failed and could not be told, and says so when it comes again', async () => {
  const intake = createIntake(db, log);
  const failing = intake.once(click('d4'), responder, () => Promise.reject(new Error('nobody was told')));
  await expect(failing).rejects.toThrow('nobody was told');
  await intake.settled();
  const { done, work } = counting();
  expect((await intake.once(click('d4'), responder, work))?.code).toBe('delivery.interrupted');
  expect(done).toEqual([]);
});

it('sends nobody to do again what is kept and could not be begun: a later look does it', async () => {
  let isAway = false;
  const flaky: Database = {
    ...db,
    read: (work, options) =>
      isAway ? Promise.reject(new Error('the database is away')) : db.read(work, options),
  };
  const intake = createIntake(flaky, log);
  const { done, work } = counting();
  await intake.take(taken('waits'));
  isAway = true;
  await expect(intake.once(click('waits'), responder, work)).rejects.toMatchObject({ outcome: 'waits' });
  await expect(intake.once(click('never-kept'), responder, work)).rejects.toMatchObject({
    outcome: 'not-begun',
  });
  intake.recalled(click('waits'));
  await expect(intake.once(click('waits'), responder, work)).rejects.toMatchObject({ outcome: 'waits' });
  isAway = false;
  expect(done).toEqual([]);
  intake.recalled(click('waits'));
  expect(await intake.once(click('waits'), responder, work)).toBeUndefined();
  await intake.settled();
  expect(done).toEqual(['work']);
});
