import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeBound, isWithin } from '../../../../src/runbook/definition/construct/bound.ts';
import {
  BAND_LEVELS,
  type BandLevel,
  classify,
} from '../../../../src/runbook/definition/construct/monitor.ts';
import { loadRunbooks } from '../../../../src/runbook/definition/load.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';

const twist = loadRunbooks('runbooks', stepKinds).runbooks.find((runbook) => runbook.id === 'twist');

function level(monitor: string, value: number): BandLevel {
  const found = twist?.monitors[monitor];
  if (found === undefined) throw new Error(`no monitor ${monitor}`);
  return classify(found, value);
}

describe('bands of TWIST, at each limit', () => {
  it.each<[string, number, BandLevel]>([
    ['price-vs-floor', 0.94, 'critical'],
    ['price-vs-floor', 0.95, 'warning'],
    ['price-vs-floor', 0.969, 'warning'],
    ['price-vs-floor', 0.97, 'normal'],
    ['price-vs-floor', 1.5, 'normal'],
    ['price-vs-floor', 1.51, 'elevated'],
    ['price-vs-floor', 2, 'elevated'],
    ['price-vs-floor', 2.01, 'warning'],
    ['price-vs-floor', 3, 'warning'],
    ['price-vs-floor', 3.01, 'critical'],
    ['daily-volume', 49_999, 'critical'],
    ['daily-volume', 50_000, 'warning'],
    ['daily-volume', 199_999, 'warning'],
    ['daily-volume', 200_000, 'elevated'],
    ['daily-volume', 499_999, 'elevated'],
    ['daily-volume', 500_000, 'normal'],
    ['daily-volume', 5_000_000, 'normal'],
    ['daily-volume', 5_000_001, 'elevated'],
    ['daily-volume', 10_000_000, 'elevated'],
    ['daily-volume', 10_000_001, 'warning'],
    ['daily-volume', 20_000_000, 'warning'],
    ['daily-volume', 20_000_001, 'critical'],
    ['decay-delay', 3, 'normal'],
    ['decay-delay', 24.99, 'normal'],
    ['decay-delay', 25, 'warning'],
    ['decay-delay', 25.01, 'warning'],
    ['decay-delay', 26, 'warning'],
    ['decay-delay', 26.01, 'critical'],
    ['oracle-divergence', 0.99, 'normal'],
    ['oracle-divergence', 1, 'warning'],
    ['oracle-divergence', 2, 'warning'],
    ['oracle-divergence', 2.01, 'critical'],
    ['oracle-divergence', 5, 'critical'],
    ['oracle-divergence', 5.01, 'trip'],
    ['tvl', 1_000_001, 'normal'],
    ['tvl', 1_000_000, 'warning'],
    ['tvl', 500_000, 'warning'],
    ['tvl', 499_999, 'critical'],
    ['gas-price', 0.0009, 'normal'],
    ['gas-price', 0.001, 'elevated'],
    ['gas-price', 0.01, 'elevated'],
    ['gas-price', 0.011, 'warning'],
    ['gas-price', 0.1, 'warning'],
    ['gas-price', 0.11, 'critical'],
    ['transaction-success', 99.51, 'normal'],
    ['transaction-success', 99.5, 'warning'],
    ['transaction-success', 98, 'warning'],
    ['transaction-success', 97.99, 'critical'],
    ['price-impact', 0.99, 'normal'],
    ['price-impact', 1, 'warning'],
    ['price-impact', 5, 'warning'],
    ['price-impact', 5.01, 'critical'],
    ['oracles-reporting', 3, 'normal'],
    ['oracles-reporting', 2, 'warning'],
    ['oracles-reporting', 1, 'critical'],
    ['trigger-volatility', 50, 'normal'],
    ['trigger-volatility', 50.1, 'trip'],
  ])('%s at %d is %s', (monitor, value, expected) => {
    expect(level(monitor, value)).toBe(expected);
  });
});

describe('classify', () => {
  it('always gives the worst band that holds the value', () => {
    const range = fc.record({ min: fc.integer({ min: -5, max: 5 }), max: fc.integer({ min: -5, max: 5 }) });
    const bands = fc.dictionary(
      fc.constantFrom(...BAND_LEVELS),
      range.map((when) => ({ when: [when] })),
    );
    fc.assert(
      fc.property(bands, fc.integer({ min: -6, max: 6 }), (given, value) => {
        const holding = BAND_LEVELS.filter((name) =>
          given[name]?.when.some(({ min, max }) => value >= min && value <= max),
        );
        expect(classify({ bands: given, gap: 'elevated' }, value)).toBe(holding[0] ?? 'elevated');
      }),
      { numRuns: Number(process.env.KEYTURN_PROPERTY_RUNS ?? 300) },
    );
  });

  it('tells exclusive limits from inclusive ones', () => {
    expect(isWithin({ above: 2 }, 2)).toBe(false);
    expect(isWithin({ min: 2 }, 2)).toBe(true);
    expect(isWithin({ below: 2 }, 2)).toBe(false);
    expect(isWithin({ max: 2 }, 2)).toBe(true);
    expect(describeBound({ min: 0.97, max: 1.5 })).toBe('at least 0.97 and at most 1.5');
  });
});
