import { describe, expect, it } from 'vitest';
import { deadline, duration, exactTime, partsWithTimes, withTimes } from '../../../src/chat/time-text.ts';

describe('times for people', () => {
  const at = new Date('2026-11-22T03:05:09.876Z');

  it('are exact and found again', () => {
    expect(exactTime(at)).toBe('2026-11-22 03:05:09 UTC');
    const seconds = Math.floor(at.getTime() / 1_000);
    const [text, away] = ['2026-11-22 03:05:09 UTC', ''];
    expect(partsWithTimes(`until ${exactTime(at)}.`)).toEqual(['until ', { text, seconds, away }, '.']);
    const written = `until ${deadline(at, new Date(at.getTime() - 60_000))}.`;
    expect(withTimes(written, (time) => `<${time.seconds}${time.away}>`)).toBe(
      `until <${seconds} (in 1 min)>.`,
    );
    expect(withTimes('2026-13-45 03:05:09 UTC', () => 'a time')).toBe('2026-13-45 03:05:09 UTC');
  });

  it.each([
    [0, '0 ms'],
    [1_500, '1.5 s'],
    [59_600, '1 min'],
    [1_800_000, '30 min'],
    [5_400_000, '1 h 30 min'],
    [172_800_000, '2 days'],
    [93_600_000, '1 day 2 h'],
  ])('%d ms is %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });

  it('say how far away a deadline is', () => {
    expect(deadline(at, new Date(at.getTime() - 60_000))).toBe('2026-11-22 03:05:09 UTC (in 1 min)');
    expect(deadline(at, at)).toBe('2026-11-22 03:05:09 UTC (past)');
  });
});
