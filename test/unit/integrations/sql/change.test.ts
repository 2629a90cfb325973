import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Access } from '../../../../src/integrations/sql/access.ts';
import { type ChangeInput, change } from '../../../../src/integrations/sql/change.ts';
import { openNetwork } from '../../../support/fault/network.ts';
import { openSqlWorld, type SqlWorld, sqlIo } from '../../../support/sql.ts';

const SCHEMA = `
create table migrations (id int primary key, status text not null, twin int);
alter table migrations add constraint twins foreign key (twin) references migrations (id) deferrable initially deferred;
create procedure leap() language plpgsql as $$ begin update migrations set status = 'x'; commit; end $$;
`;

let world: SqlWorld;
beforeAll(async () => {
  world = await openSqlWorld(SCHEMA);
});
beforeEach(async () => {
  await world.admin`truncate migrations`;
  await world.admin`insert into migrations select n, case when n > 6 then 'failed' else 'done' end from generate_series(1, 9) n`;
});
afterAll(() => world.stop());

const RETRY = "update migrations set status = 'pending' where status = $1";

function carryOut(
  text: string,
  input: Partial<ChangeInput> = {},
  { access = world.access, io = sqlIo() }: { access?: Access; io?: ReturnType<typeof sqlIo> } = {},
) {
  const given = {
    database: 'manager',
    text,
    params: [],
    rows: { min: 3, max: 3 },
    withinMs: 5_000,
    ...input,
  };
  return change(() => ({ manager: access }), given, io);
}

async function statuses(): Promise<readonly string[]> {
  const rows = await world.admin<{ status: string }[]>`select distinct status from migrations order by 1`;
  return rows.map(({ status }) => status);
}

const UNTOUCHED = ['done', 'failed'];

describe('a change of rows', () => {
  it('is committed when it changed as many as it must', async () => {
    expect(await carryOut(RETRY, { params: [['failed']] })).toMatchObject({ count: 3 });
    expect(await statuses()).toEqual(['done', 'pending']);
  });

  it.each([
    ['more', { min: 2, max: 2 }, 'It changed 3 rows where 2 were expected.'],
    ['fewer', { min: 4, max: 9 }, 'It changed 3 rows where 4 to 9 were expected.'],
  ])('is rolled back when it changed %s, and says so', async (_what, rows, why) => {
    const changed = carryOut(RETRY, { params: [['failed']], rows });
    await expect(changed).rejects.toMatchObject({ code: 'sql.other-count' });
    await expect(changed).rejects.toThrow(why);
    expect(await statuses()).toEqual(UNTOUCHED);
  });

  it.each([
    ['several statements', `${RETRY.replace('$1', "'failed'")}; commit`, 'sql.several'],
    ['a block of code', "do $$ begin update migrations set status = 'x'; end $$", 'sql.uncounted'],
    ['a block that commits', "do $$ begin update migrations set status = 'x'; commit; end $$", 'sql.refused'],
    ['a procedure that commits', 'call leap()', 'sql.refused'],
    [
      'a query',
      "with gone as (update migrations set status = 'x' returning 1) select 1 from gone",
      'sql.uncounted',
    ],
    ['an end of the transaction', 'commit', 'sql.uncounted'],
    ['another role', 'set role postgres', 'sql.refused'],
    ['a copy to a program', "copy (select 1) to program 'true'", 'sql.refused'],
    ['a table that is emptied', 'truncate migrations', 'sql.refused'],
  ])('changes nothing where it is %s', async (_what, text, code) => {
    await expect(carryOut(text)).rejects.toMatchObject({ code });
    expect(await statuses()).toEqual(UNTOUCHED);
  });

  it('says that nothing was changed when the server refuses the commit', async () => {
    const refused = carryOut('update migrations set twin = 1000 where id = 1', { rows: { min: 1, max: 1 } });
    await expect(refused).rejects.toMatchObject({ code: 'sql.rolled-back' });
    await expect(refused).rejects.toThrow('All of it was rolled back.');
  });

  it('is not begun when its worker may not act any more, right before the commit', async () => {
    const begin = (): never => {
      throw new Error('the lease is lost');
    };
    await expect(carryOut(RETRY, { params: [['failed']] }, { io: sqlIo({ begin }) })).rejects.toThrow(
      'lease',
    );
    expect(await statuses()).toEqual(UNTOUCHED);
  });

  it.each([
    ['it was done', 'cutAfterCommit', ['done', 'pending']],
    ['it was not', 'cut', UNTOUCHED],
  ] as const)('is in doubt when the answer to its commit is lost, and %s', async (_what, fault, then) => {
    const network = await openNetwork(world.adminUrl);
    const access = world.through(network.url);
    const io = sqlIo({ begin: () => network[fault]() });
    await expect(carryOut(RETRY, { params: [['failed']] }, { access, io })).rejects.toMatchObject({
      code: 'sql.commit-in-doubt',
    });
    await network.close();
    expect(await statuses()).toEqual(then);
  });

  it('has changed nothing when its server goes away before the commit', async () => {
    const network = await openNetwork(world.adminUrl);
    const access = world.through(network.url);
    const text = `${RETRY} and pg_sleep(1) is not null`;
    const changed = carryOut(text, { params: [['failed']], withinMs: 20_000 }, { access });
    const lost = expect(changed).rejects.toMatchObject({ code: 'sql.lost' });
    await expect
      .poll(
        () =>
          world.admin`select 1 from pg_stat_activity where state = 'active' and query like ${`${RETRY}%`}`,
        {
          timeout: 5_000,
        },
      )
      .toHaveLength(1);
    network.cut();
    await lost;
    await network.close();
    expect(await statuses()).toEqual(UNTOUCHED);
  });

  it('is refused where the settings name nobody who may write', async () => {
    const access = { ...world.access, write: null };
    await expect(carryOut(RETRY, {}, { access })).rejects.toMatchObject({ code: 'sql.no-writer' });
  });
});
