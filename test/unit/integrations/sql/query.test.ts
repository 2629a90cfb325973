import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpsError } from '../../../../src/errors.ts';
import type { Access } from '../../../../src/integrations/sql/access.ts';
import { type QueryInput, query } from '../../../../src/integrations/sql/query.ts';
import { openNetwork } from '../../../support/fault/network.ts';
import { openSqlWorld, type SqlWorld, sqlIo } from '../../../support/sql.ts';

const SCHEMA = `
create table migrations (id int primary key, status text not null, note text);
insert into migrations select n, case when n % 3 = 0 then 'failed' else 'done' end, null from generate_series(1, 9) n;
create table secrets (value text);
create function tick() returns int language plpgsql as $$ begin insert into migrations values (99, 'x', null); return 1; end $$;
create sequence tickets;
grant usage on sequence tickets to public;
`;

let world: SqlWorld;
beforeAll(async () => {
  world = await openSqlWorld(SCHEMA);
});
afterAll(() => world.stop());

interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly more: boolean;
}

function ask(
  text: string,
  change: Partial<QueryInput> = {},
  { access = world.access, io = sqlIo() }: { access?: Access; io?: ReturnType<typeof sqlIo> } = {},
): Promise<Answer> {
  const input = { database: 'manager', text, params: [], limit: 50, withinMs: 5_000, ...change };
  return query(() => ({ manager: access }), input, io) as unknown as Promise<Answer>;
}

async function untouched(): Promise<void> {
  expect(await world.admin`select count(*)::int as n from migrations`).toMatchObject([{ n: 9 }]);
}

describe('a query', () => {
  it('gives the rows by their columns, with values beside the statement', async () => {
    const text = 'select id, status from migrations where status = $1 and id > $2 order by id -- all of them';
    const found = await ask(text, { params: [['failed'], ['3']] });
    expect(found).toMatchObject({
      columns: ['id', 'status'],
      rows: [
        ['6', 'failed'],
        ['9', 'failed'],
      ],
      more: false,
    });
  });

  it.each([
    ["'12345678901234567890.123456789012345678'::numeric", '12345678901234567890.123456789012345678'],
    ['9223372036854775807::bigint', '9223372036854775807'],
    ["'2026-03-29 02:30:00.123456+02'::timestamptz", '2026-03-29 00:30:00.123456+00'],
    [`'{"b": 1.10, "a": 12345678901234567890}'::json`, '{"b": 1.10, "a": 12345678901234567890}'],
    ['\'{"a": 9007199254740993}\'::jsonb', '{"a": 9007199254740993}'],
    ['0.1::float8 + 0.2::float8', '0.30000000000000004'],
    ["'NaN'::numeric", 'NaN'],
    ["'\\x00ff'::bytea", '\\x00ff'],
    ["'1 mon 2 days'::interval", '1 mon 2 days'],
    ['array[1, null]::int[]', '{1,NULL}'],
    ['true', 't'],
    ["''", ''],
    ['null::text', null],
    ["'null'", 'null'],
  ])('has %s as the server prints it, without loss', async (expression, text) => {
    expect((await ask(`select ${expression}`)).rows).toEqual([[text]]);
  });

  it('brings back whatever text it is given', async () => {
    const text = fc
      .string({ unit: 'binary', maxLength: 40 })
      .filter((one) => !one.includes('\0') && one.isWellFormed());
    await fc.assert(
      fc.asyncProperty(text, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), async (word, number) => {
        const found = await ask('select $1::text, $2::bigint', { params: [[word], [String(number)]] });
        expect(found.rows).toEqual([[word, String(number)]]);
      }),
      { numRuns: 20 },
    );
  });

  it('says that there are more rows than it takes, and does not count them', async () => {
    const text = 'select generate_series(1, 1000000000)';
    const found = await ask(text, { limit: 3 });
    expect(found).toMatchObject({ rows: [['1'], ['2'], ['3']], more: true });
    expect(await ask('select 1 from generate_series(1, 3)', { limit: 3 })).toMatchObject({ more: false });
  });

  it.each([
    ['two statements', 'select 1; delete from migrations', 'sql.several'],
    ['a commit before another', 'select 1; commit; delete from migrations', 'sql.several'],
    ['one that hides behind a comment', 'select 1 /* ; */; delete from migrations', 'sql.several'],
    ['a block of code', 'do $$ begin delete from migrations; end $$', 'sql.refused'],
    ['a change', 'delete from migrations returning id', 'sql.refused'],
    [
      'a change within a query',
      'with gone as (delete from migrations returning 1) select * from gone',
      'sql.refused',
    ],
    ['a copy to a program', "copy (select 1) to program 'touch /tmp/keyturn-escaped'", 'sql.refused'],
    ['a table that is made of a query', 'select * into copied from migrations', 'sql.refused'],
    ['another role', 'set role postgres', 'sql.refused'],
    ['a transaction that writes', 'set transaction read write', 'sql.refused'],
    ['an end of the transaction', 'commit', 'sql.refused'],
    ['nothing', '-- only a comment', 'sql.refused'],
    ['a function that writes', 'select tick()', 'sql.would-change'],
    ['a number of a sequence', "select nextval('tickets')", 'sql.would-change'],
    ['a lock', 'select * from migrations for update', 'sql.would-change'],
    ['a change of the transaction', "select set_config('transaction_read_only', 'off', true)", 'sql.refused'],
  ])('5.10 is refused where it is %s', async (_what, text, code) => {
    await expect(ask(text)).rejects.toMatchObject({ code });
    await untouched();
  });

  it('cannot become another role by a function', async () => {
    await expect(ask("select set_config('role', 'postgres', true)")).rejects.toMatchObject({
      code: 'sql.refused',
    });
  });

  it('is not asked as somebody who could run programs on the server', async () => {
    const login = { variable: 'KEYTURN_DATABASE_X', url: { reveal: () => world.adminUrl } };
    const access = { read: login, write: login };
    await expect(ask('select 1', {}, { access })).rejects.toMatchObject({ code: 'sql.too-mighty' });
  });

  it('ends on the server when it takes too long there', async () => {
    await expect(ask('select pg_sleep(60)', { withinMs: 200 })).rejects.toMatchObject({
      code: 'sql.too-long',
    });
  });

  it.each([
    ['one value that is huge', "select repeat('x', 200000000)"],
    ['many long values', "select repeat('x', 10000) from generate_series(1, 40)"],
  ])('does not take %s', async (_what, text) => {
    await expect(ask(text)).rejects.toMatchObject({ code: 'sql.too-much' });
  });

  it('is stopped in the middle, here at once and on the server soon after', async () => {
    const stop = new AbortController();
    const asked = ask(
      'select pg_sleep(60) as long_nap',
      { withinMs: 60_000 },
      { io: sqlIo({ signal: stop.signal }) },
    );
    const naps = () =>
      world.admin`select pid from pg_stat_activity where state = 'active' and query like 'fetch%' and application_name = 'keyturn'`;
    await expect.poll(naps, { timeout: 5_000 }).toHaveLength(1);
    stop.abort(new Error('cancelled'));
    await expect(asked).rejects.toThrow('cancelled');
    await expect.poll(naps, { timeout: 5_000 }).toHaveLength(0);
  });

  it.each([
    ['at once when its server goes away', 'cut'],
    ['in time when its server falls silent', 'freeze'],
  ] as const)(
    'fails %s',
    async (_how, fault) => {
      const network = await openNetwork(world.adminUrl);
      const access = world.through(network.url);
      const io = sqlIo({ begin: () => network[fault]() });
      await expect(ask('select pg_sleep(60)', { withinMs: 100 }, { access, io })).rejects.toMatchObject({
        code: 'sql.lost',
      });
      network.thaw();
      await network.close();
    },
    20_000,
  );

  it('says why it could not be asked', async () => {
    const nowhere = {
      variable: 'KEYTURN_DATABASE_X',
      url: { reveal: () => 'postgres://a:hush@127.0.0.1:1/x' },
    };
    const failed = await ask('select 1', {}, { access: { read: nowhere, write: null } }).catch(
      (error: unknown) => error as OpsError,
    );
    expect(failed).toMatchObject({ code: 'sql.no-connection' });
    expect(JSON.stringify((failed as OpsError).refusal)).not.toContain('hush');
    const unset = { variable: 'KEYTURN_DATABASE_X', url: null };
    await expect(ask('select 1', {}, { access: { read: unset, write: null } })).rejects.toThrow(
      'KEYTURN_DATABASE_X is not set',
    );
    await expect(ask('select 1', { database: 'other' })).rejects.toMatchObject({ code: 'sql.no-database' });
  });

  it('may not read what its role may not', async () => {
    await world.admin`revoke all on secrets from public`;
    await world.admin.unsafe(
      `revoke select on secrets from ${new URL(world.access.read.url?.reveal() ?? '').username}`,
    );
    await expect(ask('select * from secrets')).rejects.toThrow('permission denied for table secrets (42501)');
  });
});
