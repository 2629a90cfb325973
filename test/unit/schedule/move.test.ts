import { describe, expect, it } from 'vitest';
import { type Around, moveOf } from '../../../src/schedule/move.ts';
import type { Occurrence } from '../../../src/schedule/occurrence.ts';
import { dayOf, unfinished } from '../../../src/schedule/only-after.ts';
import type { Starts } from '../../../src/schedule/schedule.ts';

const DUE = new Date('2026-05-04T09:00:00Z');
const at = (minutes: number): Date => new Date(DUE.getTime() + minutes * 60_000);
const ACTION: Starts = { kind: 'action', action: 'shop:a' };
const REMINDER: Starts = { kind: 'reminder', text: 'Look.' };
const WATCH: Starts = { kind: 'watch', text: 'The bot does it.', seenBy: { action: 'shop:look' } };

function occurrence(change: Partial<Occurrence> = {}, starts: Starts = ACTION, all = false): Occurrence {
  return {
    ...{ id: 'occ-2', schedule: 'shop:s', dueAt: DUE, state: 'due', place: null, deadline: null },
    ...{ missedAt: null, endedAt: null, run: null, request: null, note: null, by: null, told: false },
    what: { title: 'S', starts, calls: [], all, often: false },
    ...change,
  };
}

function around(change: Partial<Around> = {}): Around {
  return { now: DUE, mates: [], waitsFor: undefined, ...change };
}

const LATER = { id: 'occ-3', dueAt: at(60) };
const EARLIER = { id: 'occ-1', dueAt: at(-60) };

describe('what comes next for what is due', () => {
  it('begins', () => expect(moveOf(occurrence(), around()).kind).toBe('start'));

  it('waits for the one before, if an action does it', () => {
    expect(moveOf(occurrence(), around({ mates: [EARLIER] })).kind).toBe('wait');
    expect(moveOf(occurrence({}, REMINDER), around({ mates: [EARLIER] })).kind).toBe('start');
  });

  it('gives way to a later one, unless each is made up for', () => {
    expect(moveOf(occurrence(), around({ mates: [LATER] })).kind).toBe('skip');
    expect(moveOf(occurrence({}, ACTION, true), around({ mates: [LATER] })).kind).toBe('start');
    // What runs is not ended by what comes after it; what people have not done is.
    expect(moveOf(occurrence({ state: 'open', run: 'run-1' }), around({ mates: [LATER] })).kind).toBe('none');
    expect(moveOf(occurrence({ state: 'open' }, REMINDER), around({ mates: [LATER] })).kind).toBe('skip');
  });

  it('waits for what must be finished first', () => {
    const move = moveOf(occurrence(), around({ waitsFor: 'It waits.' }));
    expect(move).toEqual({ kind: 'wait', note: 'It waits.' });
  });

  it('is missed at its deadline, once', () => {
    const open = occurrence({ state: 'open', deadline: at(30) }, REMINDER);
    expect(moveOf(open, around({ now: at(29) })).kind).toBe('none');
    expect(moveOf(open, around({ now: at(30) })).kind).toBe('miss');
    expect(moveOf({ ...open, missedAt: at(30) }, around({ now: at(31) })).kind).toBe('none');
  });

  it('is looked for at its deadline, where another system does it', () => {
    const open = occurrence({ state: 'open', deadline: at(30) }, WATCH);
    expect(moveOf(open, around({ now: at(29) })).kind).toBe('none');
    expect(moveOf(open, around({ now: at(30) })).kind).toBe('look');
    // While the look goes on nobody knows whether it was missed.
    expect(moveOf({ ...open, run: 'run-1' }, around({ now: at(31) })).kind).toBe('none');
    expect(moveOf({ ...open, state: 'due' }, around({ now: at(31) })).kind).toBe('start');
  });
});

describe('what must be finished first on the same day', () => {
  const weekly = {
    title: 'Weekly',
    recurrence: { kind: 'cron', cron: '0 10 * * 1', timezone: 'UTC' },
  } as const;
  const day = dayOf(DUE, 'UTC');

  it('keeps something back from the beginning of the day until it is done', () => {
    expect(unfinished(weekly, [], day, at(0))).toContain('still due on the same day');
    const made = (state: Occurrence['state']) => [{ dueAt: at(60), state }];
    expect(unfinished(weekly, made('open'), day, at(61))).toContain('to be finished');
    expect(unfinished(weekly, made('done'), day, at(61))).toBeUndefined();
  });

  it('keeps nothing back on another day, or when it was left out', () => {
    const tuesday = dayOf(at(24 * 60), 'UTC');
    expect(unfinished(weekly, [], tuesday, at(24 * 60))).toBeUndefined();
    expect(unfinished(weekly, [], day, at(120))).toBeUndefined();
  });

  it('is of the day as the zone counts it', () => {
    expect(dayOf(new Date('2026-03-29T12:00:00Z'), 'Europe/Berlin')).toEqual({
      from: new Date('2026-03-28T23:00:00Z'),
      to: new Date('2026-03-29T22:00:00Z'),
    });
    expect(dayOf(new Date('2026-03-28T22:00:00Z'), 'Asia/Beirut').from).toEqual(
      new Date('2026-03-28T22:00:00Z'),
    );
  });
});
