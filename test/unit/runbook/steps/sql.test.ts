import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/canonical.ts';
import { sql } from '../../../../src/runbook/steps/sql.ts';
import type { StepContext } from '../../../../src/runbook/steps/step.ts';
import { firstWord } from '../../../../src/runbook/steps/support/sql/statement.ts';
import { tableOf } from '../../../../src/runbook/steps/support/sql/table.ts';
import { demo, problemsOf } from '../definition/folder.ts';
import { scopeWith } from '../plan/example.ts';

const FAILED = "select id, status from migrations where status = 'failed' and day = $1";
const READ = { database: 'manager', query: FAILED, params: ['{{ params.day }}'] };
const RETRY = {
  database: 'manager',
  query: "update migrations set status = 'pending' where status = 'failed'",
  write: true,
  rows: '{{ params.rows }}',
  probe: { query: "select count(*) from migrations where status = 'failed'", expect: { value: 0 } },
};

function specOf(written: object, params: Record<string, Json> = { day: '2026-01-02', rows: 3 }): Json {
  return JSON.parse(JSON.stringify(sql.resolve(sql.written.parse(written), scopeWith(params)))) as Json;
}

function contextOf(found: Json, printed: string[] = []): StepContext {
  return {
    now: () => new Date(0),
    output: (_stream: string, text: string) => void printed.push(text),
    effect: async () => found,
  } as unknown as StepContext;
}

const rows = (...found: readonly (readonly (string | null)[])[]): Json => ({
  columns: ['id', 'status'],
  rows: found,
  more: false,
  ms: 3,
});

describe('a sql step that reads', () => {
  it('shows the statement and its values, which never stand in it', () => {
    expect(sql.describe(specOf(READ, { day: "'; drop table x; --" }))).toEqual([
      'reads the database manager',
      FAILED,
      `$1 = "'; drop table x; --"`,
      'at most 50 rows, at most 30s on the server',
    ]);
    expect(sql.remotesOf?.(specOf(READ))).toEqual(['the database manager']);
  });

  it('5.10 takes no value and no secret into the text of a statement', () => {
    for (const query of ['select {{ params.day }}', "select '{{ secrets.KEY }}'"])
      expect(() => specOf({ database: 'manager', query })).toThrow();
  });

  it('gives its rows by their columns, and its one value', async () => {
    const done = await sql.execute(specOf(READ), contextOf(rows(['1', 'failed'], ['2', null])));
    expect(done).toMatchObject({
      status: 'succeeded',
      result: {
        count: 2,
        more: false,
        rows: [
          { id: '1', status: 'failed' },
          { id: '2', status: null },
        ],
      },
    });
    const one = { columns: ['count'], rows: [['57']], more: false, ms: 3 };
    expect(await sql.execute(specOf(READ), contextOf(one))).toMatchObject({
      result: { count: 1, value: '57' },
    });
  });

  it.each([
    [{ rows: 0 }, rows(), 'succeeded'],
    [{ rows: { max: 1 } }, rows(['1', 'x'], ['2', 'x']), '$.count is 2, expected at most 1'],
    [{ value: { above: 5 } }, { columns: ['n'], rows: [['7']], more: false, ms: 1 }, 'succeeded'],
    [
      { value: { below: 100 } },
      { columns: ['n'], rows: [['100']], more: false, ms: 1 },
      'expected below 100',
    ],
    [{ value: null }, { columns: ['n'], rows: [[null]], more: false, ms: 1 }, 'succeeded'],
    [{ value: '' }, { columns: ['n'], rows: [[null]], more: false, ms: 1 }, '$.value is null'],
    [{ value: 7 }, rows(['7', 'x']), '$.value is missing'],
    [{ rows: { min: 1 } }, { ...(rows(['1', 'x']) as object), more: true }, 'how many nobody has counted'],
  ])('compares what it finds with %j', async (expected, found, end) => {
    const done = await sql.execute(specOf({ ...READ, expect: expected }), contextOf(found as Json));
    expect(done.status === 'failed' ? done.reason : done.status).toContain(end);
  });

  it('refuses two columns of one name: one of the two would be lost', async () => {
    const found = { columns: ['id', 'id'], rows: [['1', '2']], more: false, ms: 1 };
    expect(await sql.execute(specOf(READ), contextOf(found))).toMatchObject({
      status: 'failed',
      reason: 'the database manager: two columns are called "id": give one of them another name',
    });
  });
});

describe('a sql step that changes something', () => {
  it('says on the card how many rows, and what is asked after a crash', () => {
    expect(sql.describe(specOf(RETRY))).toEqual([
      'changes the database manager',
      RETRY.query,
      'changes exactly 3 rows, or nothing',
      'at most 30s on the server',
      'after a crash asks:',
      RETRY.probe.query,
      'expects $.value: 0',
    ]);
  });

  it.each([
    [{ ...RETRY, rows: undefined }, 'what changes something says its rows'],
    [{ ...RETRY, probe: undefined }, 'what changes something says its probe'],
    [{ ...RETRY, query: 'truncate migrations' }, 'INSERT, UPDATE, DELETE, MERGE, WITH'],
    [{ ...RETRY, limit: 3 }, 'only a query gives rows'],
    [{ ...RETRY, write: undefined }, 'SELECT, WITH, VALUES, TABLE'],
    [{ ...READ, rows: 3 }, 'only what changes something has this'],
    [{ ...READ, query: 'do $$ begin end $$' }, 'SELECT, WITH, VALUES, TABLE'],
    [{ ...RETRY, rows: { min: 4, max: 3 } }, 'no number lies between'],
    [{ ...READ, expect: {} }, 'nothing is expected'],
  ])('is refused where it is %j', (written, why) => {
    const read = sql.written.safeParse(JSON.parse(JSON.stringify(written)));
    expect(read.error?.issues.map(({ message }) => message).join()).toContain(why);
  });

  it('is one whatever its author says of its effect, and no part of what only reads', () => {
    const action = (risk: string, effect: string) =>
      demo(
        `  go:
    title: Go
    source: L1
    risk: ${risk}
    steps:
      - sql: { database: manager, query: "delete from a", write: true, rows: 1, probe: { query: "select 1", expect: { rows: 1 } } }
        effect: ${effect}`,
      );
    for (const [risk, effect] of [
      ['low', 'pure'],
      ['read', 'idempotent'],
    ] as const)
      expect(problemsOf(action(risk, effect)).map(({ message }) => message)).toContain(
        'This sql step changes something, whatever is said of it.',
      );
    expect(problemsOf(action('low', 'unsafe'))).toEqual([]);
  });

  it.each([
    [['0'], 'succeeded'],
    [['2'], 'failed'],
    [[null], undefined],
  ])('5.7 its probe tells by %j whether it happened', async (row, status) => {
    const found = { columns: ['count'], rows: [row], more: false, ms: 1 } as unknown as Json;
    expect((await sql.probe?.(specOf(RETRY), contextOf(found)))?.status).toBe(status);
  });
});

describe('the table of a query', () => {
  it('tells a value that is not there from an empty one and from a word, and breaks by no value', () => {
    const table = tableOf({
      columns: ['id', 'note'],
      rows: [
        ['1', null],
        ['2', ''],
        ['3', 'null'],
        ['4', 'a | b\n| 5 | c'],
        ['6', '\u202egnissim\u001b[2J'],
        ['7', 'x'.repeat(100)],
      ],
      more: true,
    });
    expect(table.split('\n')).toEqual([
      'id | note',
      `---+-${'-'.repeat(60)}`,
      '1  | null',
      '2  | ""',
      '3  | "null"',
      '4  | "a | b\\n| 5 | c"',
      '6  | "\\u{202e}gnissim\\u001b[2J"',
      `7  | ${'x'.repeat(59)}…`,
      '(more than 6 rows: these are the first)',
      '',
    ]);
  });

  it('says that there is none', () => {
    expect(tableOf({ columns: ['id'], rows: [], more: false })).toBe('id\n--\n(0 rows)\n');
  });
});

describe('the first word of a statement', () => {
  it.each([
    ['SELECT 1', 'select'],
    ['  -- why\n /* ; delete */ ( (with x as (select 1) select * from x))', 'with'],
    ['-- only a comment', ''],
    ['/* open', ''],
  ])('of %j is %j', (statement, word) => {
    expect(firstWord(statement)).toBe(word);
  });

  it('is found in a time that grows with the statement alone', () => {
    const began = performance.now();
    firstWord(`${'/*'.repeat(9_000)}x`);
    firstWord(`${'-- \n'.repeat(5_000)}${'('.repeat(5_000)}`);
    expect(performance.now() - began).toBeLessThan(500);
  });
});
