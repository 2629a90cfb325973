import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterEdit, turnsAt } from '../../../../src/bot/delivery/pace/pace.ts';
import { LIMITS } from '../../../../src/bot/platforms/slack/options.ts';
import type { EditPace } from '../../../../src/chat/port.ts';

const pace = LIMITS.edits as EditPace;
const BEGIN = Date.UTC(2026, 0, 1);
/** Tries after each other: how long after the one before, and whether it is urgent. */
const tries = fc.array(fc.record({ afterMs: fc.nat(4_000), urgent: fc.boolean() }), { maxLength: 400 });

/** The moments at which the tries that were let through came. */
function edits(all: readonly { afterMs: number; urgent: boolean }[]): readonly number[] {
  let now = BEGIN;
  let fullAt = new Date(0);
  const made: number[] = [];
  for (const { afterMs, urgent } of all) {
    now += afterMs;
    const turns = turnsAt(fullAt, pace);
    if ((urgent ? turns.urgent : turns.any).getTime() > now) continue;
    made.push(now);
    fullAt = afterEdit(fullAt, pace, new Date(now));
  }
  return made;
}

describe('the pace of edits in Slack', () => {
  it('5.15 never makes more than 50 in a minute, which is what Slack takes', () => {
    fc.assert(
      fc.property(tries, (all) => {
        const made = edits(all);
        const busiest = Math.max(
          0,
          ...made.map((from) => made.filter((at) => at >= from && at < from + 60_000).length),
        );
        expect(busiest).toBeLessThanOrEqual(50);
      }),
    );
  });

  it('lets a burst through at once, and keeps some of it for what is urgent', () => {
    const atOnce = (urgent: boolean) =>
      edits(Array.from({ length: 100 }, () => ({ afterMs: 0, urgent }))).length;
    expect(atOnce(true)).toBe(pace.burst);
    expect(atOnce(false)).toBeLessThan(pace.burst);
    const mixed = edits(Array.from({ length: 100 }, (_, at) => ({ afterMs: 0, urgent: at >= 50 })));
    expect(mixed).toHaveLength(pace.burst);
  });

  it('never lets an edit wait longer than its share of the time', () => {
    const everySecond = edits(Array.from({ length: 600 }, () => ({ afterMs: 1_000, urgent: false })));
    expect(everySecond.length).toBeGreaterThanOrEqual(600_000 / pace.everyMs);
  });
});
