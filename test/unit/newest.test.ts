import { expect, it } from 'vitest';
import { setNewest } from '../../src/newest.ts';

it('keeps so many of a map, those that were set last', () => {
  const map = new Map<string, number>();
  for (const [key, value] of Object.entries({ a: 1, b: 2, c: 3 })) setNewest(map, key, value, 3);
  setNewest(map, 'a', 4, 3);
  setNewest(map, 'd', 5, 3);
  expect([...map]).toEqual([
    ['c', 3],
    ['a', 4],
    ['d', 5],
  ]);
});
