import { setTimeout as sleep } from 'node:timers/promises';

interface Waiting<T, R> {
  readonly item: T;
  readonly done: (result: R) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Makes one call of many: what comes while a call is under way, or within `afterMs` of the first that waits for it.
 * @param call does all of them, or fails for all of them
 * @param options `most` at a time, and as many as wait already wait no longer
 */
export function gathered<T, R>(
  call: (items: readonly T[]) => Promise<R>,
  { most, afterMs }: { readonly most: number; readonly afterMs: number },
): (item: T) => Promise<R> {
  const waiting: Waiting<T, R>[] = [];
  let underWay = false;

  async function next(): Promise<void> {
    if (afterMs > 0 && waiting.length < most) await sleep(afterMs);
    const batch = waiting.splice(0, most);
    try {
      const result = await call(batch.map(({ item }) => item));
      for (const { done } of batch) done(result);
    } catch (error) {
      for (const { failed } of batch) failed(error);
    }
  }

  async function work(): Promise<void> {
    underWay = true;
    while (waiting.length > 0) await next();
    underWay = false;
  }

  return (item) => {
    const { promise, resolve, reject } = Promise.withResolvers<R>();
    waiting.push({ item, done: resolve, failed: reject });
    // It never throws: what fails is told to those who wait.
    if (!underWay) void work();
    return promise;
  };
}
