import { formatDuration } from '../../../../duration.ts';
import { describeSecretText } from '../../../plan/text.ts';
import { describeJsonExpectations } from '../expectation.ts';
import type { Question, SqlSpec } from './spec.ts';

/** What people approve, a line each. */
export function describeSql(spec: SqlSpec): readonly string[] {
  const { write, limit, withinMs } = spec;
  const within = `at most ${formatDuration(withinMs)} on the server`;
  if (write === null)
    return [...briefSql(spec), `at most ${limit} rows, ${within}`, ...describeJsonExpectations(spec.expect)];
  return [
    ...briefSql(spec),
    within,
    'after a crash asks:',
    ...describeQuestion(write.probe),
    ...describeJsonExpectations(write.probe.expect),
  ];
}

/** What must be seen at the first look: the statement, its values, and how many rows it may change. */
export function briefSql(spec: SqlSpec): readonly string[] {
  const { database, write } = spec;
  if (write === null) return [`reads the database ${database}`, ...describeQuestion(spec)];
  const rows = `changes ${describeCount(write.rows)}, or nothing`;
  return [`changes the database ${database}`, ...describeQuestion(spec), rows];
}

function describeCount({ min, max }: NonNullable<SqlSpec['write']>['rows']): string {
  if (min === max) return `exactly ${rowsInWords(min)}`;
  if (max === Number.MAX_SAFE_INTEGER) return `at least ${rowsInWords(min)}`;
  return `${min} to ${rowsInWords(max)}`;
}

function describeQuestion({ query, params }: Pick<Question, 'query' | 'params'>): readonly string[] {
  return [
    ...query.trim().split('\n'),
    ...params.map(
      (value, index) => `$${index + 1} = ${value === null ? 'null' : quoted(describeSecretText(value))}`,
    ),
  ];
}

/** In quotation marks, so that an empty value and one that reads like a word of ours are seen as what they are. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

/** `1 row`, `3 rows` */
export function rowsInWords(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'row' : 'rows'}`;
}
