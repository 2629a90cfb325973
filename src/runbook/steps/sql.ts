import { SOME_TEXT } from '../plan/possible.ts';
import { defineStep, type StepContext, type StepOutcome } from './step.ts';
import { briefSql, describeSql, rowsInWords } from './support/sql/describe.ts';
import { resolveSql } from './support/sql/resolve.ts';
import { type Answer, answer, changed, judgeProbe, judgeQuery } from './support/sql/result.ts';
import { type Question, type SqlSpec, stored } from './support/sql/spec.ts';
import { tableOf } from './support/sql/table.ts';
import { type Written, written } from './support/sql/written.ts';

/** Asks a database, or changes a number of rows in it that is known before. */
export const sql = defineStep<Written, SqlSpec>({
  kind: 'sql',
  summary: 'Asks a database, and changes it only where that is said.',
  written,
  stored,
  defaultEffect: undefined,
  announces: true,
  printed: ['rows', 'value'],
  effectOf: ({ write }) => (write === true ? 'probeable' : 'pure'),
  resultOf: ({ write }) =>
    write === true
      ? { count: 'always', ms: 'always' }
      : { rows: 'anything', count: 'always', more: 'always', value: 'anything', ms: 'always' },
  possibleResults: () => ({
    // Null where there were more than were taken, and after a crash.
    count: [
      { type: 'number', min: 0, whole: true },
      { type: 'value', value: null },
    ],
    more: [
      { type: 'value', value: true },
      { type: 'value', value: false },
    ],
    value: [...SOME_TEXT, { type: 'value', value: null }],
    ms: [{ type: 'number', min: 0 }],
  }),
  resolve: resolveSql,
  remotesOf: ({ database }) => [`the database ${database}`],
  describe: describeSql,
  brief: briefSql,
  async execute(spec, context) {
    return spec.write === null ? ask(spec, context) : change(spec, spec.write, context);
  },
  async probe(spec, context) {
    if (spec.write === null) return undefined;
    const { probe } = spec.write;
    return judgeProbe(await call(spec, probe, context), probe, context.now());
  },
});

async function ask(spec: SqlSpec, context: StepContext): Promise<StepOutcome> {
  const found = await call(spec, spec, context);
  context.output('out', tableOf(found));
  return judgeQuery(found, spec, context.now());
}

async function call(
  { database, limit, withinMs }: SqlSpec,
  { query, params }: Question,
  context: StepContext,
): Promise<Answer> {
  const input = { database, text: query, params, limit, withinMs };
  return answer.parse(await context.effect('sql', 'query', input));
}

async function change(
  { database, query, params, withinMs }: SqlSpec,
  { rows }: NonNullable<SqlSpec['write']>,
  context: StepContext,
): Promise<StepOutcome> {
  const input = { database, text: query, params, rows, withinMs };
  const result = changed.parse(await context.effect('sql', 'change', input));
  context.output('out', `(${rowsInWords(Number(result.count))} changed)\n`);
  return { status: 'succeeded', result };
}
