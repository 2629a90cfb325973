/**
 * Time as the program sees it. `offsetMs` is added to the database's clock as well, so that a test which
 * moves the clock moves every deadline with it. In production the offset is zero.
 */
export interface Clock {
  now(): Date;
  readonly offsetMs: number;
}

export const systemClock: Clock = {
  now: () => new Date(),
  offsetMs: 0,
};
