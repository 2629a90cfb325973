import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookBack } from '../../../src/chat/look-back.ts';

/** A channel that lists its messages newest first, so many a page. */
function channel(standing: readonly string[], size: number) {
  let calls = 0;
  const newestFirst = standing.toSorted((a, b) => Number(b) - Number(a));
  return {
    calls: () => calls,
    async read(upTo: string) {
      calls += 1;
      const from = newestFirst.filter((id) => Number(id) <= Number(upTo));
      return { ids: from.slice(0, size), more: from.length > size };
    },
  };
}

const ids = fc.uniqueArray(fc.integer({ min: 1, max: 500 }).map(String), { maxLength: 60 });

describe('looking for messages', () => {
  it('names exactly those that are gone, and never one that stands', async () => {
    await fc.assert(
      fc.asyncProperty(ids, ids, fc.integer({ min: 1, max: 40 }), async (looked, standing, size) => {
        const { read, calls } = channel(standing, size);
        const { gone, left } = await lookBack(looked, read);
        const settled = looked.filter((id) => !left.includes(id));
        expect([...gone].sort()).toEqual(settled.filter((id) => !standing.includes(id)).sort());
        expect(calls()).toBeLessThanOrEqual(Math.min(10, looked.length));
        if (calls() < 10) expect(left).toEqual([]);
      }),
    );
  });

  it('takes one call for all cards of a quiet channel', async () => {
    const cards = Array.from({ length: 150 }, (_, i) => String(i + 1));
    const { read, calls } = channel(cards.slice(1), 200);
    expect(await lookBack(cards, read)).toEqual({ gone: ['1'], left: [] });
    expect(calls()).toBe(1);
  });
});
