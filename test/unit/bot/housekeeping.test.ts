import { sql } from 'drizzle-orm';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openCard } from '../../../src/bot/delivery/cards/store.ts';
import { enqueue } from '../../../src/bot/delivery/outbox/store.ts';
import { createHousekeeping } from '../../../src/bot/housekeeping.ts';
import type { Database } from '../../../src/store/database.ts';
import { inBackground } from '../../support/background.ts';
import { placeIn } from '../../support/chat/memory-platform.ts';
import { manualClock } from '../../support/clock.ts';
import { openTestDatabase } from '../../support/database.ts';

const DAY_MS = 86_400_000;
const clock = manualClock();
let db: Database;
beforeAll(async () => {
  db = await openTestDatabase(clock);
});
afterAll(() => db.close());
beforeEach(() => db.transact((tx) => tx.orm.execute(sql`truncate card, outbox`)));

function housekeeping(open: readonly string[] = [], announce = async (_subject: string) => {}) {
  return inBackground((background) =>
    createHousekeeping({
      db,
      clock,
      background,
      log: pino({ level: 'silent' }),
      announcer: { announce } as never,
      reactions: { reconcile: async () => {} } as never,
      sources: { openRequests: async () => open },
    }),
  );
}

async function message(key: string, state: 'pending' | 'sent' | 'dead', cardId?: number): Promise<void> {
  await db.transact(async (tx) => {
    const content = { type: 'thread', thread: { text: key } } as const;
    const to = { key, place: placeIn('ops'), content, urgent: false };
    await enqueue(tx, cardId === undefined ? to : { ...to, cardId }, await tx.now());
    await tx.orm.execute(sql`update outbox set state = ${state} where key = ${key}`);
  });
}

async function left(): Promise<readonly string[]> {
  const rows = await db.read((reader) => reader.orm.execute(sql`select key from outbox order by key`));
  return (rows as unknown as { key: string }[]).map(({ key }) => key);
}

async function after(days: number): Promise<readonly string[]> {
  clock.advance(days * DAY_MS);
  await housekeeping().swept();
  return left();
}

it('keeps what was sent for a week, what could not be sent for a month, and nothing that is over for ever', async () => {
  const cardId = await db.transact(async (tx) => {
    const row = await openCard(tx, 'run/run-1', placeIn('ops'), '', await tx.now());
    return row.id;
  });
  await message('sent', 'sent');
  await message('dead', 'dead');
  await message('waits for a card that was never posted', 'pending', cardId);
  await message('waits for a card that is not there', 'pending', cardId + 1_000);
  await message('waits for its turn', 'pending');
  expect(await after(6)).toHaveLength(5);
  expect(await after(2)).toHaveLength(4);
  expect(await after(21)).toHaveLength(4);
  expect(await after(2)).toEqual(['waits for its turn']);
});

it('a card that cannot be drawn keeps no other from being brought up to date', async () => {
  const drawn: string[] = [];
  const house = housekeeping(['apr-1', 'apr-2', 'apr-3'], async (subject) => {
    if (subject === 'request/apr-1') throw new Error('it cannot be drawn');
    drawn.push(subject);
  });
  clock.advance(61_000);
  await house.swept();
  expect(drawn).toEqual(['request/apr-2', 'request/apr-3']);
});
