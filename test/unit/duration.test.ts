import fc from 'fast-check';
import { expect, it } from 'vitest';
import { duration, formatDuration, parseDuration, period } from '../../src/duration.ts';

it.each([
  ['500ms', 500],
  ['90s', 90_000],
  ['1h30m', 5_400_000],
  ['7d', 604_800_000],
  ['1.5h', 5_400_000],
])('reads %s', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

it.each(['', '5', 'h', '5 m', '-5m', '5M', '5m!', '1e3s'])('does not take %j for a duration', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

it('reads back what it writes', () => {
  fc.assert(
    fc.property(fc.nat({ max: 10 ** 11 }), (ms) => {
      expect(parseDuration(formatDuration(ms))).toBe(ms);
    }),
    { numRuns: Number(process.env.KEYTURN_PROPERTY_RUNS ?? 200) },
  );
});

it('in YAML becomes milliseconds, and says how to write it otherwise', () => {
  expect(duration.parse('1h30m')).toBe(5_400_000);
  expect(duration.parse('0s')).toBe(0);
  for (const text of ['soon', '400d']) {
    const result = duration.safeParse(text);
    expect(result.error?.issues).toMatchObject([
      {
        message: `'${text}' is not a duration of at most a year.`,
        params: { suggestion: expect.stringContaining('1h30m') },
      },
    ]);
  }
});

it('in which somebody must act is longer than nothing', () => {
  expect(period.parse('30m')).toBe(1_800_000);
  expect(period.safeParse('0s').error?.issues).toMatchObject([
    { params: { suggestion: expect.any(String) } },
  ]);
});
