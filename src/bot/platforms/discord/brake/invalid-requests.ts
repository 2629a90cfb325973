/** Answers of the last ten minutes that said that a request was invalid. Times are in ms of a steady clock. */
export interface InvalidRequests {
  note(now: number): void;
  /** How many there were. */
  count(now: number): number;
  /** Until when no request may be made, so that there are never more than the limit; undefined while it may. */
  stopsUntil(now: number): number | undefined;
}

const MINUTE_MS = 60_000;
/** Whole minutes that cover any ten. */
const KEPT = 11;

export function createInvalidRequests(limit: number): InvalidRequests {
  /** In the order of the minutes in which they came. */
  const perMinute = new Map<number, number>();

  function forget(now: number): void {
    for (const minute of perMinute.keys()) {
      if ((minute + KEPT) * MINUTE_MS <= now) perMinute.delete(minute);
    }
  }

  function count(now: number): number {
    forget(now);
    return [...perMinute.values()].reduce((sum, one) => sum + one, 0);
  }

  return {
    note(now) {
      const minute = Math.floor(now / MINUTE_MS);
      perMinute.set(minute, (perMinute.get(minute) ?? 0) + 1);
    },
    count,
    stopsUntil(now) {
      let left = count(now);
      let until: number | undefined;
      for (const [minute, one] of perMinute) {
        if (left < limit) break;
        left -= one;
        until = (minute + KEPT) * MINUTE_MS;
      }
      return until;
    },
  };
}
