import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogQuery } from '../../../../src/audit/found.ts';
import {
  chainsOf,
  type EntryFilter,
  entriesThat,
  findEntries,
  thingsOf,
} from '../../../../src/audit/search/store.ts';
import { createLogSearch } from '../../../../src/bot/bind/log-search.ts';
import type { Database } from '../../../../src/store/database.ts';
import { rowsOf } from '../../../../src/store/rows.ts';
import { manualClock } from '../../../support/clock.ts';
import { openTestDatabase } from '../../../support/database.ts';

const START = Date.UTC(2026, 0, 1);
/** More than are looked for one by one. */
const THINGS = 2_100;
const people = {
  named: async () => new Map(),
  everybody: async () => ({
    principals: ['ana', 'anabel', 'ben'].map((id) => ({ id, name: id, kind: 'human' as const })),
    roles: [],
  }),
};

/**
 * Two entries a thing: by ana, then by ben, a minute later. Nearly all are of the system `busy`, the oldest ten of `rare`, and a
 * later one by anabel of none.
 */
async function fill(db: Database): Promise<void> {
  await db.transact((tx) =>
    tx.orm.execute(sql`
      insert into audit_entry (chain, seq, previous, body, hash, kind, at)
      select 'run/run-' || n, seq, '', '{"actor":"principal/' || (case when n = ${THINGS} then 'anabel' when seq = 1 then 'ana' else 'ben' end)
        || '","at":"' || to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
        || '","chain":"run/run-' || n || '","data":' || (case when n = ${THINGS} then '{}' else '{"action":"' || (case when n < 10 then 'rare' else 'busy' end) || ':a/b","text":"\\"data\\":{\\"action\\":\\"forged:x"}' end)
        || ',"kind":"run.queued","v":1}', '', 'run.queued', at
      from generate_series(0, ${THINGS}) n, generate_series(1, 2) seq,
        lateral (select to_timestamp(${START / 1_000}) + (2 * n + seq) * interval '1 minute' as at) moment
      order by n, seq`),
  );
  await db.read((reader) => reader.run('analyze', []));
}

describe('the search of the log', () => {
  let db: Database;
  beforeAll(async () => {
    db = await openTestDatabase(manualClock());
    await fill(db);
  });
  afterAll(() => db.close());

  const minute = (n: number): Date => new Date(START + n * 60_000);
  const find = (filter: EntryFilter, limit = 3) =>
    db.read(async (reader) => (await findEntries(reader, filter, limit)).map(({ chain }) => chain));
  const search = (query: LogQuery) => createLogSearch({ db, people })(query);

  it('finds by time, the newest first, and goes on behind an entry', async () => {
    expect(await find({ until: minute(5) }, 2)).toEqual(['run/run-2', 'run/run-1']);
    expect(await find({ since: minute(3), until: minute(4) })).toEqual(['run/run-1', 'run/run-1']);
    const [newest] = await db.read((reader) => findEntries(reader, { until: minute(5) }, 1));
    expect(await find({ until: minute(5), before: newest?.id ?? 0 }, 2)).toEqual(['run/run-1', 'run/run-1']);
  });

  it('finds by people, all of them together in the order of time', async () => {
    expect(await find({ actors: ['principal/ana'], until: minute(6) })).toEqual([
      'run/run-2',
      'run/run-1',
      'run/run-0',
    ]);
    expect(await find({ actors: ['principal/ana', 'principal/ben'], until: minute(4) })).toEqual([
      'run/run-1',
      'run/run-1',
      'run/run-0',
    ]);
    expect(await find({ actors: ['principal/an'] })).toEqual([]);
    expect(await find({ actors: [] })).toEqual([]);
  });

  it('knows the things of a system, whatever people wrote into them', async () => {
    const chains = (system: string) => db.read((reader) => chainsOf(reader, system, 20));
    expect((await chains('rare')).toSorted()).toEqual(Array.from({ length: 10 }, (_, n) => `run/run-${n}`));
    expect(await chains('busy')).toHaveLength(20);
    expect(await chains('forged')).toEqual([]);
    expect(
      await find({
        things: { system: 'rare', chains: ['run/run-3', 'run/run-5'] },
        actors: ['principal/ben'],
      }),
    ).toEqual(['run/run-5', 'run/run-3']);
  });

  it('finds what is of a system that is rarely used behind all that came since', async () => {
    const { lines, before } = await search({ system: 'rare' });
    expect(lines.map(({ chain }) => chain)).toEqual(
      [9, 9, 8, 8, 7, 7, 6, 6, 5, 5, 4, 4, 3, 3, 2, 2, 1, 1, 0, 0].map((n) => `run/run-${n}`),
    );
    expect(before).toBeUndefined();
  });

  it('finds what is of a system that is used all the time, page by page, and nothing of others', async () => {
    const first = await search({ system: 'busy' });
    expect(first.lines).toHaveLength(25);
    expect(first.lines[0]?.chain).toBe(`run/run-${THINGS - 1}`);
    const second = await search({ system: 'busy', before: first.before ?? 0 });
    expect(second.lines[0]?.chain).toBe(`run/run-${THINGS - 13}`);
    const byHer = await search({ system: 'busy', by: 'anabel' });
    expect(byHer).toEqual({ lines: [], before: undefined });
  });

  it('files what a shared chain holds under what each entry tells of, and not under its first', async () => {
    await db.transact((tx) =>
      tx.orm.execute(sql`
        insert into audit_entry (chain, seq, previous, body, hash, kind, at)
        select 'access', n, '', '{"actor":"principal/ana","at":"' || to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
          || '","chain":"access","data":' || said || ',"kind":"proposal.refused","v":1}', '', 'proposal.refused', at
        from (values (1, '{"action":"first:a/b","why":"one"}'), (2, '{"action":"second:c/d","why":"two"}'), (3, '{"why":"three"}')) as told(n, said),
          lateral (select to_timestamp(${START / 1_000}) - n * interval '1 minute' as at) moment`),
    );
    const found = async (query: LogQuery) => (await search(query)).lines.map(({ sentence }) => sentence);
    expect(await found({ system: 'first' })).toEqual([expect.stringContaining('first:a/b')]);
    expect(await found({ system: 'second' })).toEqual([expect.stringContaining('second:c/d')]);
    const { lines } = await search({ text: 'refused', until: minute(0) });
    expect(lines.map(({ about }) => about)).toEqual(Array(3).fill('What was refused'));
  });

  it.each([
    ['time', entriesThat({ until: minute(50) }, 25), 'audit_entry_time'],
    [
      'people',
      entriesThat({ actors: ['principal/ana', 'principal/ben'], since: minute(50) }, 25),
      'audit_entry_actor',
    ],
    [
      'things',
      entriesThat({ things: { system: 'rare', chains: ['run/run-3'] } }, 25),
      'audit_entry_chain_seq',
    ],
    ['a system that nearly all are of', thingsOf('busy', 20), 'audit_entry_system'],
  ])(
    'by %s is in the order of an index: nothing is read that is not wanted',
    async (_what, statement, index) => {
      const plan = await db.read((reader) =>
        rowsOf<{ 'QUERY PLAN': string }>(reader, sql`explain ${statement}`),
      );
      const text = plan.map((row) => row['QUERY PLAN']).join('\n');
      expect(text).toContain(index);
      expect(text).not.toContain('Seq Scan');
    },
  );
});
