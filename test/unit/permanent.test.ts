import { expect, it } from 'vitest';
import * as z from 'zod';
import { canonicalJson } from '../../src/canonical.ts';
import { isPermanent } from '../../src/permanent.ts';

const thrownBy = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};
const sql = (code: string) => Object.assign(new Error('sql'), { code });

it.each<[string, unknown]>([
  ['a value without a canonical form', thrownBy(() => canonicalJson(Number.NaN))],
  ['half of a character', thrownBy(() => canonicalJson(['\ud800']))],
  ['text that is no JSON', thrownBy(() => JSON.parse('{'))],
  ['a value of another shape', thrownBy(() => z.string().parse(1))],
  ['a length that no text has', thrownBy(() => 'a'.repeat(2 ** 32))],
  ['data that the database cannot hold', sql('22P05')],
  ['the same below another error', new Error('query failed', { cause: sql('22P02') })],
])('no retry cures %s', (_what, error) => {
  expect(error).toBeInstanceOf(Error);
  expect(isPermanent(error)).toBe(true);
});

it.each<[string, unknown]>([
  ['a lost connection', sql('08006')],
  ['a server that shuts down', sql('57P01')],
  ['two transactions that met', sql('40001')],
  ['a connection that was refused', Object.assign(new Error('no'), { code: 'ECONNREFUSED' })],
  [
    'a driver that stumbles over a lost connection',
    new TypeError("Cannot read properties of null (reading 'write')"),
  ],
  ['a fetch that failed', new TypeError('fetch failed', { cause: sql('ECONNRESET') })],
  ['something thrown that is no error', 'oops'],
])('a retry may cure %s', (_what, error) => {
  expect(isPermanent(error)).toBe(false);
});

it('an error that is its own cause ends', () => {
  const error = new Error('round');
  error.cause = error;
  expect(isPermanent(error)).toBe(false);
});
