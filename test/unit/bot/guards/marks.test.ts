import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createMarks } from '../../../../src/bot/guards/marks.ts';

it('answers what a memory without an end would, and remembers no more than is to come, and some', () => {
  const step = fc.record({
    key: fc.integer({ min: 0, max: 400 }),
    waits: fc.integer({ min: 0, max: 50 }),
    ahead: fc.integer({ min: 1, max: 100 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const kept = new Map<string, number>();
      const marks = createMarks(10, kept);
      let most = 0;
      const all = new Map<string, number>();
      let now = 0;
      for (const { key, waits, ahead } of steps) {
        now += waits;
        const name = String(key);
        expect(marks.of(name, now)).toBe(Math.max(all.get(name) ?? now, now));
        marks.set(name, now + ahead, now);
        all.set(name, now + ahead);
        most = Math.max(most, [...all.values()].filter((at) => at > now).length);
        expect(kept.size).toBeLessThanOrEqual(most + 11);
      }
    }),
  );
});
