import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { gathered } from '../../../src/waiting/gathered.ts';

describe('calls that are gathered', () => {
  it('go at once when nothing is under way, and together when something is', async () => {
    const calls: (readonly number[])[] = [];
    const { promise: slow, resolve: go } = Promise.withResolvers<void>();
    const double = gathered(
      async (items: readonly number[]) => {
        calls.push(items);
        await slow;
        return calls.length;
      },
      { most: 3, afterMs: 0 },
    );
    const all = [1, 2, 3, 4, 5].map(double);
    expect(calls).toEqual([[1]]);
    go();
    expect(await Promise.all(all)).toEqual([1, 2, 2, 2, 3]);
    expect(calls).toEqual([[1], [2, 3, 4], [5]]);
  });

  it('wait for company from the first on, as many as go together', async () => {
    const calls: (readonly number[])[] = [];
    const call = gathered(async (items: readonly number[]) => void calls.push(items), {
      most: 3,
      afterMs: 50,
    });
    await Promise.all([call(1), sleep(10).then(() => call(2))]);
    expect(calls).toEqual([[1, 2]]);
    await Promise.all([3, 4, 5, 6].map(call));
    expect(calls.slice(1)).toEqual([[3, 4, 5], [6]]);
  });

  it('fail together, and go on', async () => {
    let failing = true;
    const call = gathered(
      async (items: readonly string[]) => {
        if (failing) throw new Error(`not ${items.join()}`);
        return items;
      },
      { most: 10, afterMs: 0 },
    );
    const lost = [call('a'), call('b'), call('c')].map((one) => one.catch((error: Error) => error.message));
    expect(await Promise.all(lost)).toEqual(['not a', 'not b,c', 'not b,c']);
    failing = false;
    expect(await call('d')).toEqual(['d']);
  });
});
