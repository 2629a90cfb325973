/**
 * Waits for `work`, but no longer than `ms`. The work itself goes on; its late result is dropped.
 * @throws what `work` throws, or {@link TookTooLong} that says what did.
 */
export async function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(tooLong(what, ms)), ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Waits at most `ms` for something to begin, and then for its end. What gets its turn too late does nothing.
 * @param start is handed what it calls when its turn has come: that throws when nobody waits any more.
 */
export async function beganWithin<T>(
  ms: number,
  what: string,
  start: (begin: () => void) => Promise<T>,
): Promise<T> {
  const late = Promise.withResolvers<never>();
  let over = false;
  const timer = setTimeout(() => {
    over = true;
    late.reject(tooLong(what, ms));
  }, ms);
  const begin = (): void => {
    if (over) throw tooLong(what, ms);
    clearTimeout(timer);
  };
  try {
    return await Promise.race([start(begin), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** What somebody waited for did not end in time; it may still go on. */
export class TookTooLong extends Error {}

function tooLong(what: string, ms: number): TookTooLong {
  return new TookTooLong(`${what} took longer than ${ms / 1_000} s`);
}
