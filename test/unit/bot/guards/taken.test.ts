import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dedupe } from '../../../../src/bot/guards/dedupe.ts';
import type { Inbound } from '../../../../src/chat/inbound.ts';
import { systemClock } from '../../../../src/clock.ts';
import type { Database } from '../../../../src/store/database.ts';
import { openTestDatabase } from '../../../support/database.ts';

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

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase(systemClock);
});
afterAll(() => db.close());

it('keeps a delivery before it is worked on, and works on it once', async () => {
  const guard = dedupe(db, systemClock);
  const done: string[] = [];
  const work = async (): Promise<void> => void done.push('work');
  await Promise.all([1, 2].map(() => guard.take({ platform: 'slack', workspace: 'T1', id: 'd1' })));
  const query = sql`select id, finished_at from inbound_delivery`;
  expect(await db.read((reader) => reader.orm.execute(query))).toEqual([
    { id: 'slack/T1/d1', finished_at: null },
  ]);
  expect(await guard.once(click('d1'), work)).toBeUndefined();
  await guard.take({ platform: 'slack', workspace: 'T1', id: 'd1' });
  expect(await guard.once(click('d1'), work)).toBeUndefined();
  expect(done).toEqual(['work']);
});

it('says of a delivery that another process took and did not finish that nobody knows', async () => {
  await dedupe(db, systemClock).take({ platform: 'slack', workspace: 'T1', id: 'd2' });
  const later = dedupe(db, systemClock);
  await later.take({ platform: 'slack', workspace: 'T1', id: 'd2' });
  expect((await later.once(click('d2'), async () => {}))?.code).toBe('delivery.interrupted');
});
