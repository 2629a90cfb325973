/**
 * A clock that goes on from a moment of the database's on this process's monotonic clock, so that nothing is decided by the
 * time of day of this host. It lags by what it took to hear of the moment, and never leads.
 */
export function goingOnFrom(moment: Date): () => Date {
  const heardAt = performance.now();
  return () => new Date(moment.getTime() + Math.floor(performance.now() - heardAt));
}

/**
 * Time as the program sees it. `offsetMs` is added to the database's clock as well, so that a test which
 * moves the clock moves every deadline with it. In production the offset is zero.
 */
export interface Clock {
  /** The time of day of this host, for what is compared with the world. Somebody may set it at any moment. */
  now(): Date;
  /** Milliseconds that have passed since some moment of this process, whatever the time of day: for every span. */
  elapsed(): number;
  readonly offsetMs: number;
}

export const systemClock: Clock = {
  now: () => new Date(),
  elapsed: () => performance.now(),
  offsetMs: 0,
};
