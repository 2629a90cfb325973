import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quietUntil } from '../../../../src/bot/calls/quiet-hours.ts';
import type { QuietHours } from '../../../../src/config/config.ts';

const MINUTE_MS = 60_000;

/** The end is not quiet, and all before it is: looked at in steps in which no clock can hide anything. */
function expectFirstMinute(quiet: QuietHours, now: Date): void {
  const end = quietUntil(quiet, now);
  if (end === undefined) return;
  expect(end.getTime()).toBeGreaterThan(now.getTime());
  expect(quietUntil(quiet, end)).toBeUndefined();
  const step = Math.max(MINUTE_MS, Math.floor((end.getTime() - now.getTime()) / 20));
  for (const one of [...Array(20).keys()]
    .map((n) => now.getTime() + n * step)
    .filter((ms) => ms < end.getTime()))
    expect(quietUntil(quiet, new Date(one))).toEqual(end);
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Minutes since midnight on the walls of a zone. */
function wallOf(zone: string, moment: Date): number {
  const clock =
    clocks.get(zone) ??
    new Intl.DateTimeFormat('en', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  clocks.set(zone, clock);
  const [hour = 0, minute = 0] = clock.format(moment).split(':').map(Number);
  return hour * 60 + minute;
}

/** When the clocks of each zone are set in a year. */
function settings(year: number): readonly { readonly zone: string; readonly at: Date }[] {
  return Intl.supportedValuesOf('timeZone').flatMap((zone) => {
    const noons = [...Array(365).keys()].map((day) => Date.UTC(year, 0, 1 + day, 12));
    return noons.flatMap((noon, day) => {
      const next = noons[day + 1];
      if (next === undefined || wallOf(zone, new Date(noon)) === wallOf(zone, new Date(next))) return [];
      return [{ zone, at: settingBetween(zone, noon, next) }];
    });
  });
}

function settingBetween(zone: string, from: number, to: number): Date {
  const shiftAt = (ms: number): number =>
    (wallOf(zone, new Date(ms)) - ms / MINUTE_MS + 1_440 * 30_000) % 1_440;
  let [low, high] = [from, to];
  while (high - low > MINUTE_MS) {
    const middle = low + Math.floor((high - low) / 2 / MINUTE_MS) * MINUTE_MS;
    if (shiftAt(middle) === shiftAt(from)) low = middle;
    else high = middle;
  }
  return new Date(high);
}

const at = (text: string): Date => new Date(text);

describe('quiet hours', () => {
  it('end after now, in the first minute that is not quiet, in every zone, night and at every end', () => {
    const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
    const minutes = fc.integer({ min: 0, max: 24 * 60 - 1 });
    const moments = fc.date({
      min: at('2020-01-01T00:00:00Z'),
      max: at('2037-12-31T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(zones, minutes, minutes, moments, (zone, from, to, now) => {
        fc.pre(from !== to);
        expectFirstMinute({ from, to, zone }, now);
      }),
      { numRuns: 2_000 },
    );
  });

  it('end after now in each night in which clocks are set, wherever they are', () => {
    for (const { zone, at: set } of settings(2026)) {
      const before = new Date(set.getTime() - 40 * MINUTE_MS);
      const local = wallOf(zone, before);
      for (let later = 45; later <= 200; later += 5)
        expectFirstMinute({ from: (local + 1_435) % 1_440, to: (local + later) % 1_440, zone }, before);
    }
  });
});
