import { expect, it } from 'vitest';
import type { Param } from '../../../../src/runbook/definition/construct/param.ts';
import { checkParams } from '../../../../src/runbook/plan/param.ts';
import { KNOWN } from '../../../support/known.ts';

const problemsOf = (type: Param['type'], text: string) =>
  checkParams({ p: { type, description: 'P' } }, { p: text }, KNOWN).problems.map(({ message }) => message);

it.each(['99999999999999999999w', '367d', `${'9'.repeat(400)}s`])(
  'a duration of %s is refused as too long',
  (text) => {
    expect(problemsOf('duration', text)[0]).toContain('longer than a year');
  },
);

it('a time finer than a millisecond is refused, and not cut', () => {
  expect(problemsOf('datetime', '2024-01-15T09:00:00.123456789Z')[0]).toContain('finer than a millisecond');
  expect(problemsOf('datetime', '2024-01-15T09:00:00.123000Z')).toEqual([]);
  expect(problemsOf('duration', '366d')).toEqual([]);
});
