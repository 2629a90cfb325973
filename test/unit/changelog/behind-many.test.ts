import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entryBody } from '../../../src/audit/entry.ts';
import { mayBeChange } from '../../../src/audit/search/expressions.ts';
import type { ChangeQuery } from '../../../src/changelog/change.ts';
import { createChangelog } from '../../../src/changelog/service.ts';
import { newestTold } from '../../../src/changelog/store.ts';
import type { Database } from '../../../src/store/database.ts';
import { rowsOf } from '../../../src/store/rows.ts';
import { manualClock } from '../../support/clock.ts';
import { openTestDatabase, openTestEmbedded } from '../../support/database.ts';

const START = Date.UTC(2026, 0, 1);
const RUNS = 10_500;
const people = {
  named: async () => new Map(),
  authorize: async () => ({ effect: 'allow', reason: 'linked' }) as const,
};
const registry = { runbooks: () => [], action: () => undefined };
const jobs = { emit: async () => {} };

/** A change, and after it only runs that looked, one a minute. */
async function fill(db: Database): Promise<void> {
  const of = (kind: string, data: Record<string, string | boolean>): string =>
    entryBody({
      ...{ chain: 'run/run-0', kind, actor: 'principal/ana', at: new Date(START) },
      data: { ...data, ...(kind === 'run.queued' ? {} : { subject: { id: 'shop:a' } }) },
    });
  const queued = (risk: string): string =>
    of('run.queued', { action: 'shop:a', title: 'Do it', mode: 'execute', risk });
  await db.transact((tx) =>
    tx.orm.execute(sql`
      insert into audit_entry (chain, seq, previous, body, hash, kind, at)
      select 'run/run-' || n, seq, '0', case when seq = 1 then case when n = 0 then ${queued('high')} else ${queued('read')} end
          when n = 0 then ${of('run.succeeded', {})} else ${of('run.succeeded', { changed: false })} end, '0',
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
    await db.transact((tx) => tx.orm.execute(sql`analyze audit_entry`));
  });
  afterAll(() => db.close());

  const list = (query: ChangeQuery) => createChangelog({ db, jobs, people, registry }).list(query, 12);

  it.each([{}, { system: 'shop' }])(
    'is found at once by %j, and nothing is left to look at',
    async (query) => {
      const { changes, before } = await list(query);
      expect(changes.map(({ chain }) => chain)).toEqual(['run/run-0']);
      expect(before).toBeUndefined();
      expect((await list({ ...query, since: new Date(START + 1) })).changes).toEqual([]);
    },
  );

  it('is of its own system alone', async () => {
    // What nobody wrote is told whatever its system: here none of the rows has a hash.
    expect((await list({ system: 'mill' })).changes).toEqual([]);
  });

  it.each([
    ['of all systems', {}, 'audit_entry_changes'],
    ['of one system', { system: 'shop' }, 'audit_entry_changes_of'],
    ['behind a page', { before: { done: '2026-01-01T00:00:00.000Z', id: 9 } }, 'audit_entry_changes'],
  ])('%s is read in the order of an index that has nothing else', async (_what, query, index) => {
    const plan = await db.read((reader) =>
      rowsOf<{ 'QUERY PLAN': string }>(reader, sql`explain ${newestTold(query, 200)}`),
    );
    const text = plan.map((row) => row['QUERY PLAN']).join('\n');
    expect(text).toContain(`using ${index} `);
    expect(text).not.toContain('Seq Scan');
  });

  it('is all that those indexes have', async () => {
    const rows = await db.read((reader) =>
      rowsOf<{ readonly n: number }>(
        reader,
        sql`select count(*)::int as n from audit_entry where ${sql.raw(mayBeChange())}`,
      ),
    );
    expect(rows).toEqual([{ n: 1 }]);
  });
});
