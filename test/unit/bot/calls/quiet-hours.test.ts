import { describe, expect, it } from 'vitest';
import { quietUntil } from '../../../../src/bot/calls/quiet-hours.ts';

const night = { from: 22 * 60, to: 7 * 60, zone: 'UTC' };
const at = (text: string): Date => new Date(text);

describe('quiet hours', () => {
  it('are none where the settings name none', () => {
    expect(quietUntil(null, at('2026-11-22T03:00:00Z'))).toBeUndefined();
  });

  it.each([
    ['2026-11-22T21:59:59Z', undefined],
    ['2026-11-22T22:00:00Z', '2026-11-23T07:00:00Z'],
    ['2026-11-23T03:05:09Z', '2026-11-23T07:00:00Z'],
    ['2026-11-23T06:59:59Z', '2026-11-23T07:00:00Z'],
    ['2026-11-23T07:00:00Z', undefined],
  ])('go over midnight: at %s they end %s', (now, end) => {
    expect(quietUntil(night, at(now))).toEqual(end === undefined ? undefined : at(end));
  });

  it('lie within a day as well', () => {
    const noon = { from: 12 * 60, to: 13 * 60, zone: 'UTC' };
    expect(quietUntil(noon, at('2026-11-22T12:30:00Z'))).toEqual(at('2026-11-22T13:00:00Z'));
    expect(quietUntil(noon, at('2026-11-22T13:00:00Z'))).toBeUndefined();
  });

  it('are those of the zone, also in the nights in which its clocks are set', () => {
    const berlin = { ...night, zone: 'Europe/Berlin' };
    expect(quietUntil(berlin, at('2026-07-01T20:30:00Z'))).toEqual(at('2026-07-02T05:00:00Z'));
    // To winter time and to summer time: the night is an hour longer, and an hour shorter.
    expect(quietUntil(berlin, at('2026-10-24T23:00:00Z'))).toEqual(at('2026-10-25T06:00:00Z'));
    expect(quietUntil(berlin, at('2027-03-27T23:00:00Z'))).toEqual(at('2027-03-28T05:00:00Z'));
  });

  it.each([
    ['Europe/Berlin', { from: 22 * 60, to: 2 * 60 + 30 }, '2026-03-29T00:45:00Z', '2026-03-29T01:00:00Z'],
    ['America/Santiago', { from: 22 * 60, to: 30 }, '2026-09-06T03:40:00Z', '2026-09-06T04:00:00Z'],
    [
      'Australia/Lord_Howe',
      { from: 22 * 60, to: 2 * 60 + 10 },
      '2026-10-03T15:20:00Z',
      '2026-10-03T15:30:00Z',
    ],
    // It strikes 02:30 twice: the first time is the end.
    ['Europe/Berlin', { from: 22 * 60, to: 2 * 60 + 30 }, '2026-10-24T23:00:00Z', '2026-10-25T00:30:00Z'],
  ])('in %s, %j: from %s they end at %s, where the clocks are set', (zone, hours, now, end) => {
    expect(quietUntil({ ...hours, zone }, at(now))).toEqual(at(end));
  });
});
