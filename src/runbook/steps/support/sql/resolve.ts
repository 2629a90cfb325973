import { isNumeric, numberText } from '../../../../values/number.ts';
import { mayHold } from '../../../plan/may-hold.ts';
import { secretText } from '../../../plan/text.ts';
import type { Scope } from '../../step.ts';
import type { JsonExpectations } from '../expectation.ts';
import type { Params, Question, SqlSpec } from './spec.ts';
import { limitOf, type Written } from './written.ts';

const DEFAULT_WITHIN_MS = 30_000;

/** Fills in the values of a plan: they stand beside the statement, and never in it. */
export function resolveSql(given: Written, scope: Scope): SqlSpec {
  scope.target(`database:${given.database}`);
  return {
    database: given.database,
    ...questionOf(given, scope),
    limit: limitOf(given),
    withinMs: given.within ?? DEFAULT_WITHIN_MS,
    write:
      given.write === undefined || given.probe === undefined || given.rows === undefined
        ? null
        : {
            rows: rowsOf(given.rows, scope.at('rows')),
            probe: questionOf(given.probe, scope.at('probe')),
          },
  };
}

function questionOf(
  { query, params = [], expect }: Pick<Written, 'query' | 'params' | 'expect'>,
  scope: Scope,
): Question {
  return {
    query: scope.at('query').fixed(query, 'the text of a statement'),
    params: paramsOf(params, scope.at('params')),
    expect: expectationsOf(expect),
  };
}

function paramsOf(params: NonNullable<Written['params']>, scope: Scope): Params {
  return params.map((value, index) => {
    if (value === null) return null;
    if (typeof value === 'string') return secretText(value, scope.at(index));
    return [isNumeric(value) ? numberText(value) : String(value)];
  });
}

function expectationsOf({ rows, value }: NonNullable<Written['expect']> = {}): JsonExpectations {
  return {
    ...(rows === undefined ? {} : { '$.count': rows }),
    ...(value === undefined ? {} : { '$.value': value }),
  };
}

function rowsOf(rows: NonNullable<Written['rows']>, scope: Scope): NonNullable<SqlSpec['write']>['rows'] {
  if (typeof rows === 'number') return { min: rows, max: rows };
  if (typeof rows !== 'string') return { min: rows.min ?? 0, max: rows.max ?? Number.MAX_SAFE_INTEGER };
  if (!mayHold(scope.possible(rows), { min: 0 }))
    scope.wrong({
      message: `${rows} is never a number of rows.`,
      suggestion: 'Name a parameter of type integer, such as "{{ params.rows }}".',
    });
  const count = Number(scope.text(rows));
  // While a definition is checked nobody has given a number, and what is none stands for no row at all.
  const known = Number.isSafeInteger(count) && count >= 0 ? count : 0;
  return { min: known, max: known };
}
