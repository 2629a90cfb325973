import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deadline, duration, exactTime, partsWithTimes, withTimes } from '../../../src/chat/time-text.ts';

const { momentsIn }: { momentsIn: (text: string) => readonly (string | Date)[] } = await import(
  // @ts-expect-error: a script of the pages
  '../../../src/bot/platforms/console/web/moments.js'
);

describe('times for people', () => {
  const at = (text: string): Date => new Date(text);
  const then = at('2026-11-22T03:05:09.876Z');

  it('are exact and found again', () => {
    expect(exactTime(then)).toBe('2026-11-22 03:05:09 UTC');
    const seconds = Math.floor(then.getTime() / 1_000);
    const [text, away] = ['2026-11-22 03:05:09 UTC', ''];
    expect(partsWithTimes(`until ${exactTime(then)}.`)).toEqual(['until ', { text, seconds, away }, '.']);
    const written = `until ${deadline(then, new Date(then.getTime() - 60_000))}.`;
    expect(withTimes(written, (time) => `<${time.seconds}${time.away}>`)).toBe(
      `until <${seconds} (in 1 min)>.`,
    );
    expect(withTimes('2026-13-45 03:05:09 UTC', () => 'a time')).toBe('2026-13-45 03:05:09 UTC');
  });

  it.each([
    '2026-11-22 03:05:00 UTC (in bucket-old)',
    '2026-11-22 03:05:00 UTC (in 5 minutes or so)',
    '2026-11-22 03:05:00 UTC (in 3 s3 buckets)',
    '2026-11-22 03:05:00 UTC (in min)',
  ])('take no word of a person behind a time for how far away it is: %s', (text) => {
    expect(withTimes(text, () => '<time>')).toBe(text.replace('2026-11-22 03:05:00 UTC', '<time>'));
    expect(momentsIn(text)).toEqual([
      at('2026-11-22T03:05:00Z'),
      text.slice('2026-11-22 03:05:00 UTC'.length),
    ]);
  });

  it.each(['2026-02-30 00:00:00 UTC', '2026-04-31 12:00:00 UTC', '2026-11-22 24:00:00 UTC'])(
    'are none where there is no such day or hour: %s',
    (text) => {
      expect(withTimes(text, () => '<time>')).toBe(text);
      expect(momentsIn(text)).toEqual([text]);
    },
  );

  it('are found whole, whatever deadline wrote, by the server and by the console', () => {
    const moments = fc.date({ min: at('2000-01-01'), max: at('2099-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(moments, fc.integer({ min: -1_000_000, max: 10_000_000_000 }), (when, leftMs) => {
        const written = deadline(when, new Date(when.getTime() - leftMs));
        const exact = new Date(Math.floor(when.getTime() / 1_000) * 1_000);
        expect(withTimes(written, ({ seconds }) => `<${seconds}>`)).toBe(`<${exact.getTime() / 1_000}>`);
        expect(momentsIn(written)).toEqual([exact]);
      }),
    );
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
    expect(deadline(then, new Date(then.getTime() - 60_000))).toBe('2026-11-22 03:05:09 UTC (in 1 min)');
    expect(deadline(then, then)).toBe('2026-11-22 03:05:09 UTC (past)');
  });
});
