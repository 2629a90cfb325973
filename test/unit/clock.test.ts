import { describe, expect, it, vi } from 'vitest';
import { goingOnFrom, systemClock } from '../../src/clock.ts';

describe("a clock that goes on from the database's", () => {
  it('18 knows nothing of the time of day of this host', () => {
    const moment = new Date('2020-01-01T00:00:00Z');
    const now = goingOnFrom(moment, systemClock);
    const real = Date.now;
    for (const off of [-3_600_000, 3_600_000]) {
      vi.spyOn(Date, 'now').mockImplementation(() => real() + off);
      const late = now().getTime() - moment.getTime();
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThan(60_000);
    }
    vi.restoreAllMocks();
  });
});
