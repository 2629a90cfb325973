/**
 * A clock that goes on from a moment of the database's by the spans of this process, so that nothing is decided by the
 * time of day of this host. It lags by what it took to hear of the moment, and never leads.
 */
export function goingOnFrom(moment: Date, { elapsed }: Pick<Clock, 'elapsed'>): () => Date {
  const heardAt = elapsed();
  return () => new Date(moment.getTime() + Math.floor(elapsed() - heardAt));
}

/**
 * Time as the program sees it. A test gives the moment that the database's clock shows as well, so that every deadline
 * is decided by the one clock that the test moves. In production nothing is given.
 */
export interface Clock {
  /** The time of day of this host, for what is compared with the world. Somebody may set it at any moment. */
  now(): Date;
  /** Milliseconds that have passed since some moment of this process, whatever the time of day: for every span. */
  elapsed(): number;
  /** What the database's clock shows instead of its own time. */
  readonly given: Date | undefined;
}

export const systemClock: Clock = {
  now: () => new Date(),
  elapsed: () => performance.now(),
  given: undefined,
};
