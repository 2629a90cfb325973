import { afterAll, beforeAll, expect, it } from 'vitest';
import { readAuthentic } from '../../../src/audit/authentic.ts';
import { authenticated, authorityOf } from '../../../src/audit/authority.ts';
import type { NewEntry } from '../../../src/audit/entry.ts';
import { record } from '../../../src/audit/service.ts';
import { knowTip } from '../../../src/audit/store.ts';
import type { Database } from '../../../src/store/database.ts';
import { openTestDatabase } from '../../support/database.ts';
import { newSigner } from './sample-log.ts';

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

const DATA: readonly NewEntry['data'][] = [
  {},
  { z: 1, a: { b: [null, true, 0, 1e21, 0.1], é: 'ü' } },
  { digest: 'x', content: { document: { plan: { steps: [{ argv: ['a', 'b'] }] } } } },
];

it('an entry tells whoever wrote it what it tells whoever reads its row', async () => {
  const authority = authorityOf(newSigner());
  const writer = authenticated(db, authority);
  const reader = authenticated(db, authority);
  await writer.transact(async (tx) => {
    knowTip(tx, 'request/one', null);
    for (const data of DATA)
      await record(tx, {
        chain: 'request/one',
        kind: 'request.opened',
        actor: 'principal/ana',
        at: new Date('2026-02-03T04:05:06.789Z'),
        data,
      });
  });
  const known = await writer.read((handle) => readAuthentic(handle, 'request/one'));
  const read = await reader.read((handle) => readAuthentic(handle, 'request/one'));
  expect(known?.records).toHaveLength(DATA.length);
  expect(known).toEqual(read);
  // It is the very thing that was written, and nothing that was parsed.
  expect(known?.records[2]?.data).toBe(DATA[2]);
  expect(read?.records[2]?.data).not.toBe(DATA[2]);
});
