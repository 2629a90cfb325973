import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entryBody } from '../../../src/audit/entry.ts';
import type { ChangeQuery } from '../../../src/changelog/change.ts';
import { createChangelog } from '../../../src/changelog/service.ts';
import type { Database } from '../../../src/store/database.ts';
import { manualClock } from '../../support/clock.ts';
import { openTestDatabase, openTestEmbedded } from '../../support/database.ts';

const START = Date.UTC(2026, 0, 1);
/** More than are looked at before somebody hears how far that got. */
const RUNS = 10_500;
const people = {
  named: async () => new Map(),
  authorize: async () => ({ effect: 'allow', reason: 'linked' }) as const,
};
const registry = { runbooks: () => [], action: () => undefined };

/** A change, and behind it only runs that looked, one a minute. */
async function fill(db: Database): Promise<void> {
  const body = (kind: string, risk: string): string =>
    entryBody({
      chain: 'run/x',
      kind,
      actor: 'principal/ana',
      at: new Date(START),
      data: { action: 'shop:a', title: 'Do it', mode: 'execute', risk },
    });
  await db.transact((tx) =>
    tx.orm.execute(sql`
      insert into audit_entry (chain, seq, previous, body, hash, kind, at)
      select 'run/run-' || n, seq, '', case when seq = 2 then ${body('run.succeeded', 'none')}
          when n = 0 then ${body('run.queued', 'high')} else ${body('run.queued', 'read')} end, '',
        case when seq = 1 then 'run.queued' else 'run.succeeded' end, to_timestamp(${START / 1_000}) + n * interval '1 minute'
      from generate_series(0, ${RUNS}) n, generate_series(1, 2) seq order by n, seq`),
  );
}

describe.each([
  ['a server', openTestDatabase],
  ['the embedded database', openTestEmbedded],
] as const)('on %s, a change behind thousands of runs that only looked', (_where, open) => {
  let db: Database;
  beforeAll(async () => {
    db = await open(manualClock());
    await fill(db);
  });
  afterAll(() => db.close());

  const list = (query: ChangeQuery) => createChangelog({ db, people, registry }).list(query, 12);

  it('is found when the search goes on from where it said that it had stopped', async () => {
    const first = await list({});
    expect(first.changes).toEqual([]);
    const second = await list({ before: first.before ?? 0 });
    expect(second.changes.map(({ what, chain }) => [what, chain])).toEqual([['Do it', 'run/run-0']]);
    expect(second.before).toBeUndefined();
  });

  it('is found at once by its time, and is of its own system alone', async () => {
    const until = new Date(START + 60_000);
    expect((await list({ until })).changes).toHaveLength(1);
    expect((await list({ until, system: 'mill' })).changes).toEqual([]);
    expect((await list({ since: until, until: new Date(START + 600_000) })).changes).toEqual([]);
  });
});
