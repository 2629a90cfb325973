import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cut, firstOf, lastOf } from '../../../src/values/cut.ts';

const text = fc.string({ unit: 'binary' });

it('a text that is cut keeps its bound, and every character whole', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 20 }), (whole, limit) => {
      for (const part of [cut(whole, limit), firstOf(whole, limit), lastOf(whole, limit)]) {
        expect(part.length).toBeLessThanOrEqual(limit);
        expect(part.isWellFormed()).toBe(true);
      }
      expect(whole.startsWith(firstOf(whole, limit))).toBe(true);
      expect(whole.endsWith(lastOf(whole, limit))).toBe(true);
      expect(cut(whole, limit) === whole).toBe(whole.length <= limit);
    }),
  );
});

it('a cut shows', () => {
  expect(cut('abcdef', 4)).toBe('abc…');
  expect(cut('ab🦊🦊', 4)).toBe('ab…');
});
