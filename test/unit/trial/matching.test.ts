import { expect, it } from 'vitest';
import { matches } from '../../../src/trial/matching.ts';

it.each([
  ['a', 'a', true],
  ['a', 'ab', false],
  ['a*', 'ab', true],
  ['*', '', true],
  ['*b', 'ab', true],
  ['a*a', 'a', false],
  ['a*c*e', 'abcde', true],
  ['a*e*c', 'abcde', false],
  ['a**b', 'ab', true],
  ['*x*x*', 'x', false],
])('%j is %j: %s', (pattern, text, isSame) => {
  expect(matches(pattern, text)).toBe(isSame);
});
