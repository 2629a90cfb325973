/** Moments to come, by key: one that has passed is no different from one that never was. */
export interface Marks {
  /** The moment of a key, or `now` when it has none that is to come. */
  of(key: string, now: number): number;
  set(key: string, at: number, now: number): void;
}

/** What has passed is looked for again when so many more are there. */
const MORE = 10_000;

/**
 * Remembers no more moments than are to come, but for {@link MORE} of them. All times are milliseconds of one clock that
 * never goes back.
 */
export function createMarks(more = MORE, marks = new Map<string, number>()): Marks {
  let lookAt = more;
  return {
    of: (key, now) => Math.max(marks.get(key) ?? now, now),
    set(key, at, now) {
      marks.set(key, at);
      if (marks.size <= lookAt) return;
      for (const [old, until] of marks) if (until <= now) marks.delete(old);
      lookAt = marks.size + more;
    },
  };
}
