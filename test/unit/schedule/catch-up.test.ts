import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catchUp, type Missed, ON_TIME_MS } from '../../../src/schedule/catch-up.ts';
import type { Recurrence } from '../../../src/schedule/recurrence.ts';
import { cronTimes } from '../../../src/values/cron.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-03-27T00:00:00Z');
const LENGTH = 10 * 24 * 60;

const recurrences = fc.oneof(
  fc.record({
    kind: fc.constant('every' as const),
    ms: fc.constantFrom(MINUTE, 7 * MINUTE, 60 * MINUTE, 1_440 * MINUTE),
  }),
  fc.record({
    kind: fc.constant('cron' as const),
    cron: fc.constantFrom('0 9 * * *', '30 2 * * *', '0 */6 * * *', '15 2,14 * * 1-5', '0 0 * * *'),
    timezone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Beirut', 'America/New_York'),
  }),
);

/** Every time of a recurrence, minute by minute. */
function allDues(recurrence: Recurrence): readonly number[] {
  const dues: number[] = [];
  for (let at = START + MINUTE; at <= START + LENGTH * MINUTE; at += MINUTE) {
    const before = new Date(at - 1);
    if (recurrence.kind === 'every' && at % recurrence.ms === 0) dues.push(at);
    if (recurrence.kind !== 'cron') continue;
    if (cronTimes(recurrence.cron, recurrence.timezone).after(before)?.getTime() === at) dues.push(at);
  }
  return dues;
}

/** What has been looked at and made, look by look. */
function looks(recurrence: Recurrence, missed: Missed, moments: readonly number[]): readonly number[] {
  const made: number[] = [];
  let after = new Date(START);
  for (const now of moments) {
    for (let more = true; more; ) {
      const caught = catchUp(recurrence, missed, { after, now: new Date(now), base: new Date(START) });
      made.push(...caught.dues.map((due) => due.getTime()));
      more = caught.through.getTime() < now;
      after = caught.through;
    }
  }
  return made;
}

/** The same by the plainest rule: of what came due since the last look. */
function model(dues: readonly number[], missed: Missed, moments: readonly number[]): readonly number[] {
  let after = START;
  return moments.flatMap((now) => {
    const since = dues.filter((due) => due > after && due <= now);
    after = now;
    if (missed === 'all') return since;
    const last = since.slice(-1);
    return missed === 'latest' ? last : last.filter((due) => now - due <= ON_TIME_MS);
  });
}

describe('what was due while nobody looked', () => {
  it('is made up for as its schedule says, at any moments of looking', () => {
    const moments = fc
      .array(fc.integer({ min: 1, max: LENGTH * MINUTE }), { minLength: 1, maxLength: 12 })
      .map((list) => [...new Set(list)].sort((a, b) => a - b).map((at) => START + at));
    const missed = fc.constantFrom<Missed>('skip', 'latest', 'all');
    fc.assert(
      fc.property(recurrences, missed, moments, (recurrence, policy, at) => {
        expect(looks(recurrence, policy, at)).toEqual(model(allDues(recurrence), policy, at));
      }),
      { numRuns: 40 },
    );
  });

  it('is never made twice, and is all made by looks every minute', () => {
    const every = Array.from({ length: LENGTH }, (_, index) => START + (index + 1) * MINUTE);
    for (const missed of ['skip', 'latest', 'all'] as const) {
      const recurrence = { kind: 'cron', cron: '30 2,14 * * *', timezone: 'Europe/Berlin' } as const;
      expect(looks(recurrence, missed, every)).toEqual(allDues(recurrence));
    }
  });

  it('says whether something was left out', () => {
    const day = { kind: 'every', ms: 1_440 * MINUTE } as const;
    const [after, base] = [new Date(START), new Date(START)];
    const late = new Date(START + 3 * 1_440 * MINUTE + 6 * MINUTE);
    expect(catchUp(day, 'skip', { after, now: late, base })).toMatchObject({ dues: [], leftOut: true });
    expect(catchUp(day, 'latest', { after, now: late, base }).leftOut).toBe(true);
    expect(catchUp(day, 'all', { after, now: late, base }).dues).toHaveLength(3);
    const soon = new Date(START + 1_440 * MINUTE);
    expect(catchUp(day, 'latest', { after, now: soon, base })).toMatchObject({ leftOut: false });
  });

  it('counts from the completion where the schedule says so, and is due once until then', () => {
    const week = { kind: 'after', ms: 7 * 1_440 * MINUTE } as const;
    const base = new Date(START);
    const due = new Date(START + week.ms);
    const first = catchUp(week, 'latest', { after: base, now: new Date(due.getTime() + 5), base });
    expect(first.dues).toEqual([due]);
    const later = new Date(due.getTime() + 30 * week.ms);
    expect(catchUp(week, 'latest', { after: first.through, now: later, base }).dues).toEqual([]);
    expect(
      catchUp(week, 'latest', { after: later, now: new Date(later.getTime() + week.ms), base: later }).dues,
    ).toEqual([new Date(later.getTime() + week.ms)]);
  });
});
