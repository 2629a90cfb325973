import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { atLeast, atMost, type Bound, exactly, type Figure } from '../../../bench/figure.ts';
import { table } from '../../../bench/table.ts';
import { exitCodeOf, isKept, missed } from '../../../bench/verdict.ts';

const figure = (value: number, promise?: Bound, floor?: number): Figure => ({
  what: 'something',
  unit: 'ms',
  value,
  ...(floor === undefined ? {} : { floor }),
  ...(promise === undefined ? {} : { promise }),
});

/** Each kind of check with a figure that just keeps it and one that just misses it. */
const KINDS: readonly (readonly [string, Figure, Figure])[] = [
  ['at most so much', figure(50, atMost(50)), figure(50.01, atMost(50))],
  ['at least so much', figure(500, atLeast(500)), figure(499.9, atLeast(500))],
  ['exactly so much', figure(6_000, exactly(6_000)), figure(4_921, exactly(6_000))],
  [
    'at most a multiple of the floor',
    figure(25, atMost(2.5, 'floor'), 10),
    figure(25.1, atMost(2.5, 'floor'), 10),
  ],
  [
    'at least a share of the floor',
    figure(60, atLeast(0.6, 'floor'), 100),
    figure(59.9, atLeast(0.6, 'floor'), 100),
  ],
];

describe('the verdict of the benchmark', () => {
  test.each(KINDS)('%s: one that misses it fails the whole', (_, kept, failing) => {
    expect(exitCodeOf([kept])).toBe(0);
    expect(exitCodeOf([kept, failing, kept])).toBe(1);
    expect(missed([kept, failing])).toEqual([failing]);
    expect(table([failing])).toContain('NO');
  });

  test('what could not be measured, or has no floor to be compared with, is not kept', () => {
    expect(isKept(figure(Number.NaN))).toBe(false);
    expect(isKept(figure(Number.POSITIVE_INFINITY, atLeast(1)))).toBe(false);
    expect(isKept(figure(1, atMost(2, 'floor')))).toBe(false);
    expect(isKept(figure(1, atMost(2, 'floor'), Number.NaN))).toBe(false);
  });

  test('less than nothing was measured wrongly, and keeps nothing', () => {
    expect(isKept(figure(-18.8, atMost(16)))).toBe(false);
    expect(isKept(figure(-0.1))).toBe(false);
  });

  test('a run that measured nothing has kept nothing', () => {
    expect(exitCodeOf([])).toBe(1);
  });

  test('one missed promise among any others is enough', () => {
    const kept = fc.constantFrom(...KINDS.map(([, good]) => good));
    const failing = fc.constantFrom(...KINDS.map(([, , bad]) => bad));
    fc.assert(
      fc.property(fc.array(kept), failing, fc.array(kept), (before, bad, after) => {
        expect(exitCodeOf([...before, bad, ...after])).toBe(1);
      }),
    );
  });
});
