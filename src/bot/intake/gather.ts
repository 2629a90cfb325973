import { setTimeout as sleep } from 'node:timers/promises';

interface Waiting<T, R> {
  readonly item: T;
  readonly done: (result: R) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Makes one call of many. What comes alone goes at once; what comes while a call is under way, or within `everyMs` of
 * the last one, is gathered for the next.
 * @param call does all of them, or fails for all of them
 * @param options `most` at a time
 */
export function gathered<T, R>(
  call: (items: readonly T[]) => Promise<R>,
  { most, everyMs }: { readonly most: number; readonly everyMs: number },
): (item: T) => Promise<R> {
  const waiting: Waiting<T, R>[] = [];
  let underWay = false;
  let mayCallAt = 0;

  async function next(): Promise<void> {
    const early = mayCallAt - performance.now();
    if (early > 0 && waiting.length < most) await sleep(early);
    mayCallAt = performance.now() + everyMs;
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
