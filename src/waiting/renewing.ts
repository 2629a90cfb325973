/**
 * Does work under a lease and renews it meanwhile, so that it lapses only when this process gives no sign of life, however
 * long the work takes. What is written at its end is fenced by the lease, so nothing depends on a renewal.
 * @param everyMs well below the lease: a third of it
 * @param renew what it throws is its own business: the next renewal is tried all the same
 */
export async function renewing<T>(
  everyMs: number,
  renew: () => Promise<void>,
  work: () => Promise<T>,
): Promise<T> {
  let underWay = false;
  const timer = setInterval(() => {
    if (underWay) return;
    underWay = true;
    const done = (): void => {
      underWay = false;
    };
    renew().then(done, done);
  }, everyMs);
  // Work that never ends must not keep the process from ending.
  timer.unref();
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
