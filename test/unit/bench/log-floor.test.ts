import { afterAll, beforeAll, expect, it } from 'vitest';
import { hashLog } from '../../../bench/log-floor.ts';
import { lastCheckpoint } from '../../../src/audit/tree/store.ts';
import { systemClock } from '../../../src/clock.ts';
import type { Database } from '../../../src/store/database.ts';
import { migrate } from '../../../src/store/migrate.ts';
import { openPostgres } from '../../../src/store/postgres.ts';
import { startTestPostgres, type TestPostgres } from '../../support/database.ts';
import { openLog, tamper, write } from '../audit/sample-log.ts';

let server: TestPostgres;
let db: Database;
beforeAll(async () => {
  server = await startTestPostgres();
  db = openPostgres(server.url, systemClock);
  await migrate(db);
});
afterAll(async () => {
  await db.close();
  await server.stop();
});

it('the floor of verifying hashes each entry of the log to the root that was signed, and counts what is wrong', async () => {
  for (let n = 0; n < 11; n += 1) await write(db, `run/${n % 3}`);
  await openLog(db).sequencer.runOnce();
  const signed = await db.read(lastCheckpoint);
  expect(await hashLog(server.url)).toEqual({ entries: 11, wrong: 0, root: signed?.root });
  await tamper(db, `update audit_entry set body = body || ' ' where id = (select min(id) from audit_entry)`);
  expect(await hashLog(server.url)).toMatchObject({ entries: 11, wrong: 1 });
});
