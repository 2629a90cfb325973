import { describe, expect, it } from 'vitest';
import { cronTimes } from '../../../src/values/cron.ts';

const next = (text: string, zone: string, from: string, count = 1): readonly string[] => {
  const times = cronTimes(text, zone);
  const found: string[] = [];
  let at = new Date(from);
  while (found.length < count) {
    const due = times.after(at);
    if (due === undefined) break;
    found.push(due.toISOString());
    at = due;
  }
  return found;
};

describe('times of cron', () => {
  it('come at the end of the gap where a clock goes forward, a single hour and a list alike', () => {
    for (const text of ['30 2 * * *', '30 2,14 * * *'])
      expect(next(text, 'Europe/Berlin', '2026-03-29T00:00:00Z')).toEqual(['2026-03-29T01:00:00.000Z']);
  });

  it('come once where a clock goes back, at the first of both', () => {
    expect(next('30 2 * * *', 'Europe/Berlin', '2026-10-24T23:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
  });

  it('keep a day whose midnight does not exist', () => {
    expect(next('0 0 * * *', 'Asia/Beirut', '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-28T22:00:00.000Z',
      '2026-03-29T21:00:00.000Z',
    ]);
  });

  it('are found backward as they are forward, over every change of a clock in two years', () => {
    const zones = [
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'America/Havana',
      'Asia/Beirut',
    ];
    for (const zone of zones)
      for (const text of ['30 2 * * *', '0 0 * * *', '15 1,2,3 * * *', '0 9 * * 1#1']) {
        const times = cronTimes(text, zone);
        const until = Date.parse('2028-01-01T00:00:00Z');
        let at = times.after(new Date('2026-01-01T00:00:00Z'));
        for (let last: Date | undefined; at !== undefined && at.getTime() < until; at = times.after(at)) {
          if (last !== undefined) expect(times.before(at), `${text} in ${zone}`).toEqual(last);
          expect(times.before(new Date(at.getTime() + 1))).toEqual(at);
          last = at;
        }
      }
  });

  it('that never come are none', () => {
    expect(cronTimes('0 9 31 2 *', 'UTC').after(new Date())).toBeUndefined();
    expect(cronTimes('0 9 31 2 *', 'UTC').before(new Date())).toBeUndefined();
  });
});
