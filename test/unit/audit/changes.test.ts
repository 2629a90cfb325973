import { afterAll, beforeAll, expect, it } from 'vitest';
import { lastChange } from '../../../src/audit/changes/store.ts';
import type { NewEntry } from '../../../src/audit/entry.ts';
import { record } from '../../../src/audit/service.ts';
import type { Database } from '../../../src/store/database.ts';
import { openTestDatabase } from '../../support/database.ts';

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

const say = (chain: string, kind: NewEntry['kind']) =>
  db.transact(async (tx) =>
    record(tx, { chain, kind, actor: 'service/engine', at: await tx.now(), data: {} }),
  );
const last = (chain: string) => db.read((reader) => lastChange(reader, chain));

it('of a chain is what it tells of last, and not what somebody was refused', async () => {
  expect(await last('run/1')).toBe(0);
  await say('run/1', 'run.queued');
  const queued = await last('run/1');
  await say('run/1', 'run.intervention-refused');
  expect(await last('run/1')).toBe(queued);
});

it('of a run that was refused is that end', async () => {
  await say('run/2', 'run.queued');
  const queued = await last('run/2');
  await say('run/2', 'run.refused');
  expect(await last('run/2')).toBeGreaterThan(queued);
});
